"""Engines that stand ready: which are given away, and with what."""

import asyncio
import os
import signal

from analog_lab.cli.spare import KIND, SpareKernels


def test_a_dead_engine_is_not_given_away_and_none_is_given_for_another_folder(tmp_path):
    async def run():
        kernels = SpareKernels(connection_dir=str(tmp_path))
        kernels.prepare()
        await kernels._work
        (ready,) = kernels.ready
        try:
            elsewhere = await kernels.start_kernel(kernel_name=KIND, path="somewhere", env=dict(os.environ))
            assert elsewhere != ready and kernels.ready == [ready]
            process = kernels.get_kernel(ready).provisioner.process
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            given = await kernels.start_kernel(kernel_name=KIND, env=dict(os.environ))
            assert given not in (ready, elsewhere) and kernels.ready == []
        finally:
            await kernels.shutdown_all(now=True)

    asyncio.run(run())
