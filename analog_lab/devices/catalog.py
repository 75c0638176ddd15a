"""The numbers of the named pulsed cells, and where each set comes from."""

from __future__ import annotations

from .ageing import Ageing, Corrupt
from .neurosim import NeuroSim
from .pulsed import PulsedDevice
from .record import Preset
from .shaped import ExpStep
from .steps import ConstantStep, LinearStep, SoftBoundsReference

AS_IN = "as in aihwkit 1.2, presets/devices.py"
FITTED = "The step law, its curvature, asymmetry and pulse noise were fitted to measured pulse responses."
SPREADS = "The spreads from cell to cell are assumptions of the preset."

# fmt: off
AIHWKIT: dict[str, Preset[PulsedDevice]] = {
    "reram-es": Preset(
        ExpStep(
            dw_min=0.00135, dw_min_dtod=0.2, dw_min_std=5.0, up_down=0.259359, up_down_dtod=0.05,
            write_noise_std=75.0, w_max=1.0, w_max_dtod=0.3, w_min=-1.0, w_min_dtod=0.3, A_up=-1.18445,
            A_down=-0.081404, gamma_up=5.0, gamma_down=5.0, a=-0.5, b=-0.5,
        ),
        "ReRAM, exponential steps",
        f"Gong et al., Nat. Commun. 9, 2102 (2018), {AS_IN}",
        "10.1038/s41467-018-04485-1",
        FITTED,
        SPREADS,
        2 / 0.00135,
    ),
    "reram-sb": Preset(
        SoftBoundsReference(
            dw_min=0.002, dw_min_dtod=0.3, dw_min_std=3.75, up_down_dtod=0.01, write_noise_std=56.0,
            w_max=1.25, w_max_dtod=0.24, w_min=-0.75, w_min_dtod=0.4,
        ),
        "ReRAM, soft bounds",
        f"Gong et al., Nat. Commun. 9, 2102 (2018), {AS_IN}",
        "10.1038/s41467-018-04485-1",
        "A loose fit of soft bounds to measured pulse responses.",
        SPREADS,
        2 / 0.002,
    ),
    "reram-array-om": Preset(
        SoftBoundsReference(
            dw_min=0.0949, dw_min_dtod=0.7829, dw_min_log_normal=True, dw_min_std=0.4158,
            up_down_dtod=0.01, write_noise_std=1.4113, w_max=1.0, w_max_dtod=0.3499, w_min=-1.0,
            w_min_dtod=0.5695, reference_std=0.05, subtract_symmetry_point=True,
            corrupt=Corrupt(range=0.01),
        ),
        "ReRAM array, optimised material",
        f"Gong, Rasch et al., IEDM 33.7 (2022), {AS_IN}",
        "10.1109/IEDM45625.2022.10019569",
        "Steps, bounds, noise and their spreads over an array.",
        "Corrupt cells are left out (13.48 % were measured); the references are exact to 0.05.",
        2 / 0.0949,
    ),
    "reram-array-hfo2": Preset(
        SoftBoundsReference(
            dw_min=0.4622, dw_min_dtod=0.7125, dw_min_log_normal=True, dw_min_std=0.2174,
            up_down_dtod=0.01, write_noise_std=0.5841, w_max=1.0, w_max_dtod=0.4295, w_min=-1.0,
            w_min_dtod=0.5990, reference_std=0.05, subtract_symmetry_point=True,
            corrupt=Corrupt(range=0.01),
        ),
        "ReRAM array, HfO₂",
        f"Gong, Rasch et al., IEDM 33.7 (2022), {AS_IN}",
        "10.1109/IEDM45625.2022.10019569",
        "Steps, bounds, noise and their spreads over an array.",
        "Corrupt cells are left out (9.77 % were measured); the references are exact to 0.05.",
        2 / 0.4622,
    ),
    "capacitor": Preset(
        LinearStep(
            dw_min=0.005, dw_min_dtod=0.1, dw_min_std=0.3, up_down_dtod=0.06, w_max=1.0, w_max_dtod=0.07,
            w_min=-1.0, w_min_dtod=0.07, gamma_up=0.05, gamma_down=0.05, gamma_up_dtod=0.01,
            gamma_down_dtod=0.01, mult_noise=False, ageing=Ageing(lifetime=1e6, lifetime_dtod=0.3),
        ),
        "Capacitor with a read transistor",
        f"Li et al., VLSI Technology 25 (2018), {AS_IN}",
        "10.1109/VLSIT.2018.8510648",
        "Number of states, asymmetry and linearity of a trench-capacitor cell.",
        "The lifetime of 10⁶ mini-batches depends on the speed of the chip, and is an assumption.",
        2 / 0.005,
    ),
    "ecram": Preset(
        LinearStep(
            dw_min=0.002, dw_min_dtod=0.1, dw_min_std=0.3, up_down_dtod=0.01, w_max=1.1724,
            w_max_dtod=0.05, w_min=-0.8276, w_min_dtod=0.05, gamma_up=0.1153, gamma_down=0.5085,
            gamma_up_dtod=0.05, gamma_down_dtod=0.05,
        ),
        "Electrochemical cell, lithium",
        f"Tang et al., IEDM 13.1 (2018), {AS_IN}",
        "10.1109/IEDM.2018.8614551",
        "The mean steps up and down against the conductance of a single cell.",
        f"The noise of a pulse. {SPREADS}",
        2 / 0.002,
    ),
    "ecram-mo": Preset(
        LinearStep(
            dw_min=2.8214e-4, dw_min_dtod=0.1, dw_min_std=2.0, up_down_dtod=0.01, w_max=1.1714,
            w_max_dtod=0.05, w_min=-0.8286, w_min_dtod=0.05, gamma_up=0.4152, gamma_down=0.7342,
            gamma_up_dtod=0.05, gamma_down_dtod=0.05,
        ),
        "Electrochemical cell, metal oxide",
        f"Kim et al., IEDM 35.7 (2019), {AS_IN}",
        "10.1109/IEDM19573.2019.8993463",
        "The mean steps up and down against the conductance of a single cell.",
        f"The noise of a pulse. {SPREADS}",
        2 / 2.8214e-4,
    ),
    "idealized": Preset(
        ConstantStep(
            dw_min=0.0002, dw_min_dtod=0.3, dw_min_std=0.3, up_down_dtod=0.0, w_max=1.0, w_max_dtod=0.3,
            w_min=-1.0, w_min_dtod=0.3,
        ),
        "Idealised cell",
        "aihwkit 1.2, presets/devices.py",
        "",
        "Nothing: better than any cell that has been built.",
        "10,000 equal states, no asymmetry, and spreads of 30 %.",
        10_000,
    ),
    "gokmen-vlasov": Preset(
        ConstantStep(
            dw_min=0.0016, dw_min_dtod=0.3, dw_min_std=0.3, up_down_dtod=0.01, w_max=1.0, w_max_dtod=0.3,
            w_min=-1.0, w_min_dtod=0.3,
        ),
        "Specification of Gokmen and Vlasov",
        f"Gokmen and Vlasov, Front. Neurosci. 10, 333 (2016), {AS_IN}",
        "10.3389/fnins.2016.00333",
        "Nothing: it is what a cell for training should meet.",
        "1,250 equal states here, about 1,200 in the paper, and spreads of 30 %.",
        1250,
    ),
    "pcm": Preset(
        ExpStep(
            dw_min=0.01,
            dw_min_dtod=0.2,
            dw_min_std=0.6,
            up_down_dtod=0.05,
            w_max=2.0,
            w_max_dtod=0.1,
            w_min=0.0,
            w_min_dtod=0.0,
            A_up=-27.235,
            A_down=-2.235,
            gamma_up=2.5,
            gamma_down=2.5,
            a=-1.0,
            b=0.0,
            dw_min_std_add=0.042,
            dw_min_std_slope=0.108,
            ageing=Ageing(reset=0.01, reset_dtod=0.02),  # where a RESET leaves it
        ),
        "Phase change, one side of a pair",
        f"Nandakumar et al., Front. Neurosci. 14, 406 (2020), {AS_IN}",
        "10.3389/fnins.2020.00406",
        "Gradual SET and its noise over an array of cells.",
        "Down pulses as gradual as these do not exist in this material: use it upwards, two cells to a weight.",
        2 / 0.01,
    ),
}
# fmt: on

NEUROSIM = "MLP+NeuroSim V3.0, manual"


def _synapse(title: str, states: int, up: float, down: float, ctoc: float, r_on_ohm: float, on_off: float) -> Preset:
    high = 1e6 / r_on_ohm
    return Preset(
        NeuroSim.from_labels(states, up, down, ctoc),
        title,
        NEUROSIM,
        "10.1145/3354265.3354266",
        f"Conductance against pulses of single cells: labels {up:+g} and {down:+g}, on/off ratio {on_off:g}.",
        f"Noise of {100 * ctoc:g} % of the range a pulse at every conductance; cells are all alike.",
        states,
        (high / on_off, high),
    )


SYNAPSES: dict[str, Preset[PulsedDevice]] = {
    "ag-asi": _synapse("Ag:a-Si memristor", 97, 2.4, -4.88, 0.035, 26e6, 12.5),
    "taox-hfox": _synapse("TaOx/HfOx ReRAM", 128, 0.04, -0.63, 0.037, 100e3, 10),
    "pcmo": _synapse("PCMO ReRAM", 50, 3.68, -6.76, 0.01, 23e6, 6.84),
    "alox-hfo2": _synapse("AlOx/HfO₂ ReRAM", 40, 1.94, -0.61, 0.05, 16.9e3, 4.43),
    "gst-pcm": _synapse("Ge₂Sb₂Te₅ phase change", 100, 0.105, 2.4, 0.015, 4.71e3, 19.8),
    "epiram": _synapse("Epitaxial ReRAM", 64, 0.5, -0.5, 0.02, 81e3, 50.2),
    "hzo-fefet": _synapse("HZO ferroelectric transistor", 32, 1.75, 1.46, 0.005, 559e3, 45),
}
