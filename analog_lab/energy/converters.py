"""The energy and area of analog-to-digital converters, from a fit to a survey of published ones."""

from __future__ import annotations

import math

from ..core.checks import whole

LOWEST_BITS = 4  # below this the fit rises again, which no converter does
HIGHEST_BITS = 12  # beyond this no check value
TECH_NM = (14.0, 65.0)  # nodes and rates with check values
RATE_HZ = (10e6, 1e9)


def check_fit(bits: int, tech_nm: float, rate_hz: float) -> None:
    """Raise ValueError where the fit was not checked: outside 4 … 12 bit, 14 … 65 nm or 10 MS/s … 1 GS/s."""
    if not LOWEST_BITS <= whole("bits", bits) <= HIGHEST_BITS:
        raise ValueError(
            f"bits={bits} is outside {LOWEST_BITS} … {HIGHEST_BITS}, where the ADC fit was checked: "
            "give the conversion a cost and a source of its own, Costs().change('adc', …)"
        )
    if not TECH_NM[0] <= tech_nm <= TECH_NM[1]:
        raise ValueError(
            f"tech_nm={tech_nm:g} is outside {TECH_NM[0]:g} … {TECH_NM[1]:g} nm, where the fit was checked"
        )
    if not RATE_HZ[0] <= rate_hz <= RATE_HZ[1]:
        raise ValueError(f"rate_hz={rate_hz:g} is outside 1e7 … 1e9 a second, where the fit was checked")


def adc_energy_pj(bits: float, tech_nm: float, rate_hz: float = 100e6) -> float:
    """Return the energy of one conversion of the best possible ADC, in pJ.

    E = 1 / (2 · 10^((FOMS - SNDR)/10)) · exp(26.0496 + 1.88004 ln(tech) - 2.82913 ln(ENOB) - 1.47020), with
    SNDR = 6.02 ENOB + 1.76 and FOMS = min(213.78 - 2.8719 ln f, 128.31 + 3.2205 ceil(ENOB)).

    ``bits`` is the effective number of bits (below 4 it counts as 4), ``tech_nm`` the process in nm, ``rate_hz`` the
    rate of one converter. A fit to the best of the survey, so a lower bound; arXiv 2404.06553 (hwcomponents-adc).

    Raises
    ------
    ValueError
        A number is not positive.
    """
    for name, value in (("bits", bits), ("tech_nm", tech_nm), ("rate_hz", rate_hz)):
        if not value > 0:
            raise ValueError(f"{name}={value:g} is not positive")
    enob = max(float(bits), LOWEST_BITS)
    sndr = 6.02 * enob + 1.76
    foms = min(213.78 - 2.8719 * math.log(rate_hz), 128.31 + 3.2205 * math.ceil(enob))
    scale = math.exp(26.0496 + 1.88004 * math.log(tech_nm) - 2.82913 * math.log(enob) - 1.47020)
    return scale / (2 * math.pow(10, (foms - sndr) / 10))


def adc_area_um2(energy_pj: float, tech_nm: float, rate_hz: float = 100e6) -> float:
    """Return the area of an ADC, exp(1.3462 + 0.9933 ln tech + 0.1807 ln f + 0.2991 ln E), in µm²; same source."""
    for name, value in (("energy_pj", energy_pj), ("tech_nm", tech_nm), ("rate_hz", rate_hz)):
        if not value > 0:
            raise ValueError(f"{name}={value:g} is not positive")
    log = 1.3462 + 0.9933 * math.log(tech_nm) + 0.1807 * math.log(rate_hz) + 0.2991 * math.log(energy_pj)
    return math.exp(log)


def walden_pj(bits: float, fj_per_step: float = 10.0) -> float:
    """Return P / f = 2^ENOB · (energy of one step), in pJ: the older law, which doubles with every bit."""
    for name, value in (("bits", bits), ("fj_per_step", fj_per_step)):
        if not 0 < value < math.inf:
            raise ValueError(f"{name}={value:g} is not a positive number")
    return math.pow(2, bits) * fj_per_step * 1e-3
