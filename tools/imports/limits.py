"""Limits that a file must keep; an administrator may change them through options."""
from dataclasses import asdict, dataclass, fields

MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, times in seconds."""

    file_bytes: int = 100 * MEGABYTE
    unpacked_bytes: int = 600 * MEGABYTE
    ratio: int = 200
    rows: int = 500_000
    columns: int = 1_000
    cells: int = 8_000_000
    members: int = 2_000
    child_memory: int = 2048 * MEGABYTE
    child_cpu: int = 120
    # the longest wait for one batch, opening included
    wait: int = 120

    @classmethod
    def from_options(cls, options):
        """:param options: dict or None; keys of this class replace the defaults, others are ignored"""
        known = {field.name for field in fields(cls)}
        return cls(**{key: value for key, value in (options or {}).items() if key in known and value})

    def as_dict(self):
        return asdict(self)


def human_size(size):
    """``200 MB`` for 209715200."""
    for unit in ('B', 'KB', 'MB', 'GB'):
        if size < 1024 or unit == 'GB':
            return f"{size:.0f} {unit}"
        size /= 1024
    return None
