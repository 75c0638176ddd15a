#!/bin/sh
# setup.sh VENV lab|dev: make a virtual environment and install the project into it. Safe to run again.
set -eu
venv=$1
extra=$2
torch=2.13.0
cpu_index=https://download.pytorch.org/whl/cpu

fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }

find_python() {
    for candidate in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
        if fits "$candidate"; then echo "$candidate"; return; fi
    done
    echo "analog_lab needs Python 3.11, 3.12 or 3.13; ${PYTHON:-python3} is $("${PYTHON:-python3}" --version 2>&1 || true)." >&2
    echo "Install one of them and name it: make lab PYTHON=/path/to/python3.12" >&2
    return 1
}

# PyPI's torch for Linux carries CUDA, several gigabytes that no lab needs: ask PyTorch's own index first.
install_torch() {
    [ "$(uname -s)" = Linux ] || return 0
    "$venv/bin/python" -c 'import importlib.metadata as m; m.version("torch")' 2>/dev/null && return 0
    pip_install --no-deps --timeout 5 --retries 0 --index-url "$cpu_index" "torch==$torch" >/dev/null 2>&1 && return 0
    pip_install "torch==$torch"
}

pip_install() { "$venv/bin/python" -m pip install -qq --disable-pip-version-check "$@"; }

if ! { [ -x "$venv/bin/python" ] && fits "$venv/bin/python"; }; then
    python=$(find_python)
    echo "analog_lab: setting up $venv with $("$python" --version); the first time takes a few minutes"
    rm -rf "$venv"
    "$python" -m venv "$venv" || {
        echo "This Python cannot make virtual environments; on Debian and Ubuntu: apt install python3-venv" >&2
        exit 1
    }
fi
install_torch
case $extra in
    dev) pip_install -e '.[dev]' ;;
    *) pip_install -e . ;;
esac
"$venv/bin/analog-lab" warm
