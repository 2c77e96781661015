"""Encryption: secrets in our database, readable only with a key stored elsewhere."""

from crm_adapters.encryption.keys import EncryptionSettings, KeyMissing, Keys
from crm_adapters.encryption.secrets import Place, Secrets, is_sealed
from crm_adapters.encryption.upkeep import Rotation, SealedColumn, SecretsUpkeep, UnderKey

__all__ = [
    "EncryptionSettings",
    "KeyMissing",
    "Keys",
    "Place",
    "Rotation",
    "SealedColumn",
    "Secrets",
    "SecretsUpkeep",
    "UnderKey",
    "is_sealed",
]
