"""The commute: where its numbers come from, and a plan of fifteen minutes."""

from ...widgets import Explanation

EXPLAIN = (
    Explanation(
        "Weights on the bus",
        "energy = moved bits · E_bit + products · E_MAC; weights move n_in · n_out · bits / batch, layer by layer; "
        "bus time = moved bits / bandwidth",
        (
            ("batch", "inputs that one fetch serves", "", "batch"),
            ("bits", "width of a weight", "bit", "weight_bits"),
            ("E_bit", "energy of one bit from the memory, for 64 bit", "nJ", "dram_nj"),
        ),
        "published",
        "M. Horowitz, Computing's energy problem, ISSCC 2014: 1.3 to 2.6 nJ for 64 bit from DRAM at 45 nm.",
        "Caches, refresh and leakage; the 45 nm table is old, so trust the ratio more than the value.",
    ),
    Explanation(
        "Conversions at the edge",
        "energy = n_in · E_DAC + n_in · n_out · V² G t + n_out · E_ADC, for every tile; the rest adds partial sums",
        (("bits", "of the converters", "bit", "adc_bits"), ("batch", "inputs, each of which pays", "", "batch")),
        "fitted",
        "A regression of published converters (arXiv 2404.06553), a lower bound; the cell's V²Gt follows from Ohm's "
        "law.",
        "Programming the weights, activation functions, and the wires between tiles.",
    ),
)
LECTURE = {
    "minutes": 15,
    "script": [
        {
            "query": "",
            "say": "One network on two machines, on one clock. Let it run once without a word.",
            "ask": "What moves on the left, and what moves on the right?",
            "expect": [
                ["Nothing moves on the right.", "Activations do: inputs come, sums go. Point at the circles."],
            ],
        },
        {
            "query": "batch=100",
            "say": "A hundred inputs share each fetch.",
            "ask": "By how much does the energy of the left machine fall?",
            "expect": [
                ["Not at all, it does the same work.", "Takes the multiplication for the cost; it is the fetch."],
                ["To zero.", "Forgets the activations, and that the weights come once all the same."],
            ],
        },
        {
            "query": "memory=SRAM&weight_bits=8",
            "say": "Narrow weights from a memory on the chip: the honest competitor.",
            "ask": "When would you still build the machine on the right?",
            "expect": [
                ["Always, it is analog.", "Small layers and precise converters turn it round: see The edge costs."]
            ],
        },
    ],
}
