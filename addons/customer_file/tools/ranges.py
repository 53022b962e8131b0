"""Numbers of records, written short."""

from collections.abc import Iterable


def compact(numbers: Iterable[int]) -> str:
    """Write numbers as ranges.

    >>> compact([7, 1, 2, 3, 9, 10]), compact([])
    ('1-3, 7, 9-10', '')
    """
    parts: list[list[int]] = []
    for number in sorted(set(numbers)):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in parts)
