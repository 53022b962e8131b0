from . import filing_year, period, volume_order
