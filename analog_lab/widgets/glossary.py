"""The field's words in one sentence each, with the unit that belongs to them."""

from __future__ import annotations

import re
from collections.abc import Iterable

GLOSSARY = {
    "analog": "with any value in between, as a conductance or a current; neither a spike nor a quantum state",
    "conductance": "how easily current flows, one over the resistance; 1 µS, microsiemens, lets 1 µA through at 1 V",
    "µS": "microsiemens, the unit of conductance here: a cell of 1 µS lets 1 µA through at 1 V",
    "crossbar": "an array of wires with a memory cell at every crossing of a row and a column",
    "tile": "one crossbar with its converters; a network needs many",
    "DAC": "digital-to-analog converter: a number becomes a voltage; V",
    "ADC": "analog-to-digital converter: a current becomes a number of so many bits",
    "LSB": "the step of a converter, the least that it can tell apart",
    "rms": "root mean square, the usual size of an error: squared, averaged, and the root taken",
    "activation": "what a neuron puts out, and the next layer takes in",
    "bias": "a number of its own that a neuron adds to its sum",
    "ReLU": "an activation function: what is negative becomes 0, the rest stays",
    "inference": "a trained network at work; no weight changes",
    "multiply-add": "one multiplication and the addition of its result to a sum",
    "convolution": "a layer that slides one small window of weights over a picture",
    "LSTM": "a network for sequences: what it puts out comes back in at the next step",
    "CNN": "a network with convolutions",
    "MNIST": "a set of 70,000 pictures of handwritten digits of 28 × 28 pixels; here also the network 784-256-128-10",
    "DRAM": "the main memory of a computer, on chips of its own",
    "SRAM": "the fast memory on a processor's own chip, as in its caches",
    "floating point": "the usual numbers of software, without the errors of a chip",
    "drift": "the slow fall of a conductance after it was programmed, a power of time",
    "read noise": "what differs from read to read of the same cell; µS",
    "programming spread": "how far cells miss the conductance that was meant; µS",
    "phase change": "a memory of glass and crystal: gentle heat lets crystals grow, a strong pulse melts them",
    "filament": "a thread of vacancies in an oxide that grows and thins with pulses",
    "floating gate": "an insulated electrode whose trapped electrons shift the threshold of a transistor",
    "SET": "the pulse that raises the conductance of a resistive memory",
    "RESET": "the pulse that lowers it",
    "pair": "two cells that stand for one signed weight by their difference",
    "batch": "inputs that are worked on together and share one fetch of the weights",
    "symmetric point": "the weight at which a pulse up and a pulse down undo each other",
    "asymmetry": "how much smaller a pulse one way moves a cell than one the other way",
    "seed": "the number from which all random draws follow: the same seed, the same chip",
    "pipeline": "every layer works on an input of its own at the same time",
    "utilisation": "the share of a tile's cells that hold a weight",
    "write-verify": "writing and reading a cell in turn until it is close to what was meant",
    "hardware-aware training": "training in software that already meets the noise of the chip",
    "von Neumann bottleneck": "the way between memory and processor that every weight has to travel",
}
_WORD = re.compile(
    r"(?<![\w-])(" + "|".join(sorted(map(re.escape, GLOSSARY), key=len, reverse=True)) + r")(?:e?s)?(?![\w-])"
)


def terms_in(texts: Iterable[str]) -> dict[str, str]:
    """Return the words of the glossary that occur in ``texts``, with what they mean."""
    found = {match.group(1) for text in texts for match in _WORD.finditer(text)}
    return {word: GLOSSARY[word] for word in GLOSSARY if word in found}
