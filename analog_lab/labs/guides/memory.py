"""The guide of A resistor that remembers."""

from ...widgets import Step

STEPS = (
    Step(
        "**Predict first**: lock your answer, and watch the eleven pulses to the end.",
        "predict",
        {"predict": True},
    ),
    Step(
        "Go to the start and step forth (keys **Home**, **→**): watch the dome of glass, pulse by pulse.",
        "inside",
        {"step": 8},
    ),
    Step(
        "**Filament**: the same ten pulses, then ten strong ones. Play them: does one of them wipe the cell?",
        "inside",
        {"preset": "Filament", "pos": "end"},
    ),
    Step(
        "**Floating gate**: play it. What does a gentle pulse do here, and where is the number kept now?",
        "inside",
        {"preset": "Floating gate", "pos": "end"},
    ),
    Step(
        "Move the **read voltage**. Which of the two pictures changes, and which does not?",
        "v_read_v",
        {"knob": "v_read_v", "moved": True},
    ),
    Step(
        "Click the **formula**: what stands behind the current, and what does it leave out?",
        "formula",
        {"explain": True},
    ),
)
