"""A room is entered by its door: what its `__init__` lists. Nobody reaches past it to a module inside."""

import grimp


def test_nobody_reaches_past_the_door_of_a_room() -> None:
    graph = grimp.build_graph("crm_core", "crm_operations", "crm_adapters", cache_dir=None)
    trespasses = [
        f"{importer} imports {imported}, not {room_of(imported)}"
        for importer in sorted(graph.modules)
        for imported in sorted(graph.find_modules_directly_imported_by(importer))
        if imported != room_of(imported) != room_of(importer)
    ]

    assert trespasses == []


def room_of(module: str) -> str:
    """crm_core.leads.score stands in crm_core.leads."""
    return ".".join(module.split(".")[:2])
