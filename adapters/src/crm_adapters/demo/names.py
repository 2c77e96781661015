"""Made-up people and companies. Their addresses end in .example, where no mail can ever arrive."""

import random
import re
from typing import NamedTuple


def _each(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_FIRST = _each(
    "Ada Alba Amir Anouk Bela Bram Carla Cato Dario Delia Edda Elio Enzo Esra Fay Felix Freya Gwen Hana Hugo Ida Igor"
    " Ivy Jana Joel Juno Kaya Kian Lale Leif Lotte Luca Magda Malik Mila Nadja Nico Nora Olive Oskar Petra Quinn Rasa"
    " Rhea Samir Selma Silas Sofia Tarek Tilda Umut Vera Wanda Xenia Yann Yuki Zoe"
)
_LAST = _each(
    "Abel Arden Baxter Becker Bonnet Brandt Calder Castell Dahl Delgado Ekdal Engel Farkas Ferris Garner Gomes Haddad"
    " Holm Ibsen Ivers Jensen Joubert Kaplan Kovac Laurent Lind Marlow Meyer Nakata Novak Oberg Olsen Paredes Petit"
    " Quist Ramos Reyes Rossi Sandoval Stern Takeda Thorn Ullman Varga Vogel Weller Wong Yilmaz Zander Zeller"
)
_PLACES = _each(
    "Alder Amber Basalt Beacon Birch Blue Cedar Clover Copper Crane Delta Ember Fern Flint Garnet Harbor Hazel Heron"
    " Indigo Juniper Kestrel Lantern Linden Maple Marlin Meadow Mill North Oxbow Pebble Pine Quarry Raven Ridge River"
    " Sable Slate Spruce Summit Thistle Timber Velvet Willow Winter"
)
_TRADES = {
    "healthcare": ("Clinics", "Dental", "Care", "Labs"),
    "software": ("Software", "Data", "Systems", "Cloud"),
    "finance": ("Capital", "Insurance", "Bank", "Advisors"),
    "education": ("Academy", "College", "Schools", "Learning"),
    "hospitality": ("Hotels", "Kitchens", "Resorts", "Catering"),
    "logistics": ("Freight", "Logistics", "Shipping", "Couriers"),
    "manufacturing": ("Works", "Tools", "Foundry", "Glass"),
}


class Company(NamedTuple):
    name: str
    industry: str
    domain: str


class Contact(NamedTuple):
    name: str
    email: str


def draw_company(chance: random.Random) -> Company:
    industry = chance.choice(list(_TRADES))
    name = f"{chance.choice(_PLACES)} {chance.choice(_TRADES[industry])}"
    return Company(name, industry, re.sub(r"\W", "", name.lower()) + ".example")


def draw_contact(chance: random.Random, company: Company) -> Contact:
    first, last = chance.choice(_FIRST), chance.choice(_LAST)
    return Contact(f"{first} {last}", f"{first}.{last}@{company.domain}".lower())
