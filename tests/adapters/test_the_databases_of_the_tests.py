"""The databases that tests are given are real, empty and of the kind they say."""

from sqlalchemy import create_engine, inspect, text


def test_a_database_is_empty_and_takes_a_table(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        assert inspect(connection).get_table_names() == []
        connection.execute(text("CREATE TABLE trial (figure INTEGER)"))
        connection.execute(text("INSERT INTO trial VALUES (7)"))
        assert connection.execute(text("SELECT figure FROM trial")).scalar_one() == 7
        connection.execute(text("DROP TABLE trial"))
    engine.dispose()


def test_each_kind_of_database_is_what_it_says(sqlite_url: str, postgres_url: str, mariadb_url: str) -> None:
    versions = []
    for url, question in (
        (sqlite_url, "SELECT 'SQLite ' || sqlite_version()"),
        (postgres_url, "SELECT version()"),
        (mariadb_url, "SELECT version()"),
    ):
        engine = create_engine(url)
        with engine.connect() as connection:
            versions.append(str(connection.execute(text(question)).scalar_one()))
        engine.dispose()

    assert versions[0].startswith("SQLite 3")
    assert versions[1].startswith("PostgreSQL")
    assert "MariaDB" in versions[2]
