"""The numbers of the named retentive cells, and where each set comes from."""

from __future__ import annotations

from .flash import Flash
from .pcm import Curve, Flicker, Pcm, PowerDrift
from .record import Preset
from .retentive import RetentiveDevice
from .retentive_laws import Spread
from .rram import CMO, CMO_RANGE_US, Relaxation, Rram

HERMES_MEAN = Curve(-0.0387, -0.0182, 0.0720, 0.13, 0.0945, (0.0736, -0.0126, -0.0436))
HERMES = "Le Gallo et al., Nat. Electron. 6, 680 (2023), as in aihwkit 1.2, inference/noise/hermes.py"
WAN = "Wan et al., Nature 608, 504 (2022), Extended Data Fig. 3"

RETENTIVE: dict[str, Preset[RetentiveDevice]] = {
    "pcm-inference": Preset(
        Pcm(),
        "Phase change, with drift",
        "Nandakumar et al., ICECS (2019), as in aihwkit 1.2, inference/noise/pcm.py",
        "10.1109/ICECS46596.2019.8964852",
        "Programming spread, drift and its spread, and 1/f read noise of more than 10,000 cells.",
        "Errors are normal and independent; the power law of drift holds at all times.",
        None,
        (0.0, 25.0),
    ),
    "pcm-joshi": Preset(
        Pcm(
            g_min_us=0.25,
            prog=Spread(((0.28638599, 0.07585724, -0.00178767),), (0.0, 25.0), (27.36,)),
            drift_law=None,
            read_law=None,
        ),
        "Phase change, spread after 27 s",
        "Joshi et al., Nat. Commun. 11, 2473 (2020), Fig. 3b, as in CrossSim 3.2, PCM_Joshi.py",
        "10.1038/s41467-020-16108-9",
        "The spread of the conductance 27.36 s after programming.",
        "An on/off ratio of 100. This fit knows no drift and no read noise apart.",
        None,
        (0.25, 25.0),
    ),
    "pcm-hermes-1": Preset(
        Pcm(
            g_max_us=10.35,
            prog=Spread(
                ((0.15781817, 2.32443916, -2.16310839, 0.68841818),), (0.0, 10.35), g_ref_us=10.35, relative=True
            ),
            drift_law=PowerDrift(
                HERMES_MEAN,
                Curve(-0.0120, -0.0023, 0.0124, 0.04, 0.3039, (0.0104, 0.0116, -0.0165)),
                t0_s=200.0,
            ),
            read_law=Flicker(
                Curve(-0.0078, 0.0038, 0.0179, 0.04, 0.1591, (0.0088, 0.0768, -0.1352, 0.0664)), t_read_s=512e-9
            ),
        ),
        "Phase change, HERMES chip",
        HERMES,
        "10.1038/s41928-023-01010-1",
        "Programming spread, drift and read noise of single cells on the 64-core chip.",
        "Errors are normal and independent; the power law of drift holds at all times.",
        None,
        (0.0, 10.35),
    ),
    "pcm-hermes-2": Preset(
        Pcm(
            g_max_us=20.7,
            prog=Spread(
                ((0.16603222, 4.71806468, -8.48101252, 4.68961419),), (0.0, 20.7), g_ref_us=20.7, relative=True
            ),
            drift_law=PowerDrift(
                HERMES_MEAN,
                Curve(-0.0117, -0.0057, 0.0091, 0.04, 0.3055, (0.0073, 0.0093, -0.0118)),
                t0_s=300.0,
            ),
            read_law=Flicker(
                Curve(-0.0117, -0.0069, 0.015, 0.04, 0.16, (0.0123, 0.0211, -0.0280, 0.0069)), t_read_s=512e-9
            ),
        ),
        "Phase change, HERMES chip, two cells side by side",
        HERMES,
        "10.1038/s41928-023-01010-1",
        "Programming spread, drift and read noise of two cells that hold one conductance together.",
        "Both cells of a pair hold the same, which makes the drift somewhat larger than was measured.",
        None,
        (0.0, 20.7),
    ),
    "rram-milo": Preset(
        Rram(g_max_us=225.0, g_min_us=50.0, spread=Spread(((4.782321, -0.009107),), (50.0, 225.0))),
        "HfO₂ ReRAM, multilevel",
        "Milo et al., IRPS (2021), Fig. 4, as in CrossSim 3.2, RRAM_Milo.py",
        "10.1109/IRPS46558.2021.9405119",
        "The spread over 4-kbit arrays after programming with verify (IGVVA-100).",
        "Errors are normal. The source knows no drift; its spread counts as that at 0 s.",
        None,
        (50.0, 225.0),
    ),
    "rram-wan": Preset(
        Rram(read_noise=0.01),
        "ReRAM of the NeuRRAM chip, 1 s to 2 days",
        f"{WAN}, quartics as in aihwkit 1.2, inference/noise/reram.py",
        "10.1038/s41586-022-04992-8",
        "The spread 1 s, 1 day and 2 days after programming with verify.",
        "Times between are interpolated, a cell keeps its place in the spread, and read noise is 1 % of 40 µS.",
        None,
        (0.0, 40.0),
    ),
    "rram-wan-cubic": Preset(
        Rram(g_max_us=39.26, spread=Spread(((1.053, 0.2374, -1.167e-2, 1.536e-4),), (0.0, 39.26), (1.0,))),
        "ReRAM of the NeuRRAM chip, after 1 s",
        f"{WAN}, cubic as in CrossSim 3.2, RRAM_Wan.py",
        "10.1038/s41586-022-04992-8",
        "The spread 1 s after programming with verify.",
        "Errors are normal. This fit knows no other time and no read noise apart.",
        None,
        (0.0, 39.26),
    ),
    "reram-cmo": Preset(
        Rram(g_max_us=CMO_RANGE_US[1], g_min_us=CMO_RANGE_US[0], spread=CMO[0.2], relaxation=Relaxation()),
        "Conductive-metal-oxide ReRAM",
        "Falcone et al., arXiv 2502.04524 (2025), as in aihwkit 1.2, inference/noise/reram.py",
        "10.48550/arXiv.2502.04524",
        "Programming spread at an acceptance of 0.2 %, relaxation with ln t, and 1/f read noise.",
        "Relaxation is the same at every conductance, and holds for 10 years.",
        None,
        CMO_RANGE_US,
    ),
    "flash-sonos": Preset(
        Flash(g_min_us=3.2e-6),
        "SONOS flash, 40 nm",
        "Agrawal et al., IEDM 21.7 (2022), as in CrossSim 3.2, SONOS.py",
        "10.1109/IEDM45625.2022.10019564",
        "Spread and mean shift of the drain current of 128K cells over 5 days, and read noise.",
        "A read voltage of 0.1 V; the mean shift above 1400 nA; a cell keeps its place in the spread.",
        None,
        (3.2e-6, 32.0),
    ),
}
