"""``python -m analog_lab`` is ``analog-lab``."""

from .cli import main

raise SystemExit(main())
