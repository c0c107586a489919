"""Kernels as this project starts them: at once, through files, and away when they are done.

jupyter_client's own pauses (a fifth of a second until a kernel counts as ready, a tenth until it
counts as gone) cost more than many a lesson.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from importlib.metadata import EntryPoint
from pathlib import Path
from queue import Empty
from typing import Any, cast

import zmq
import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from coursekit.errors import NotebookError
from coursekit.notebooks.warm import WARM, can_fork, warm_process

GROUP = "jupyter_client.kernel_provisioners"
COLD = "coursekit-cold"
_LAUNCHER = ["-m", "ipykernel_launcher"]


class PromptClient(AsyncKernelClient):
    """Is ready as soon as the kernel has answered on both channels that a run needs."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers.

        Raises:
            RuntimeError: If it does not, in the time that it has.
        """
        deadline = time.monotonic() + (timeout if timeout is not None else float("inf"))
        while not await self._is_ready():
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > deadline:
                raise RuntimeError(f"Kernel didn't respond in {timeout:.0f} seconds")

    async def _is_ready(self) -> bool:
        self.kernel_info()
        with contextlib.suppress(Empty):
            reply = await self.shell_channel.get_msg(timeout=1)
            if reply["msg_type"] == "kernel_info_reply":
                # What it says there now comes late or never as long as it is not connected.
                await self.iopub_channel.get_msg(timeout=0.1)
                self._handle_kernel_info_reply(reply)
                return True
        return False


class ColdProvisioner(LocalProvisioner):
    """The ordinary kernel, in a process of its own; its end is noticed when it comes."""

    async def wait(self) -> int | None:
        """Wait for the end of the process."""
        if self.process is not None:
            await asyncio.to_thread(self.process.wait)
        return await super().wait()


class WarmProvisioner(ColdProvisioner):
    """A kernel that is forked from a process with everything imported, where that is possible.

    It is registered with jupyter_client as ``coursekit-warm``, so that any tool can use it:
    ``JUPYTER_DEFAULT_PROVISIONER_NAME=coursekit-warm jupyter nbconvert --execute …``. Whatever
    it cannot do, such as a kernel of another language, is done as usual.
    """

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Start a kernel."""
        folder = str(kwargs.get("cwd") or Path.cwd())
        environment = kwargs.get("env") or dict(os.environ)
        ours = cmd[:3] == [sys.executable, *_LAUNCHER]
        if ours and can_fork() and not {"stdin", "stdout", "stderr"} & kwargs.keys():
            try:
                process = await asyncio.to_thread(
                    lambda: warm_process(environment).fork(cmd[3:], folder, environment)
                )
            except OSError as error:
                self.log.warning("A kernel starts cold: %s", error)
            else:
                self.process = cast("Any", process)
                self.pid = self.pgid = process.pid
                self.cwd = folder
                return self.connection_info
        return await super().launch_kernel(cmd, **kwargs)

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel and what it started, not to whoever has its number next."""
        if self.process is None or self.process.poll() is None:
            await super().send_signal(signum)


def make_manager(own: Path, provisioner: str = COLD) -> AsyncKernelManager:
    """Make the manager of one kernel.

    Args:
        own: A folder for the kernel alone; all that it is told and asked goes through there.
        provisioner: How its process is made.

    Raises:
        NotebookError: If Jupyter knows no Python kernel.
    """
    register()
    manager = AsyncKernelManager(connection_file=str(own / "kernel.json"))
    if manager.kernel_spec is None:
        raise NotebookError("The Python kernel is missing (pip install ipykernel).")
    manager.kernel_spec.argv = [sys.executable, *manager.kernel_spec.argv[1:]]
    manager.kernel_spec.metadata = {"kernel_provisioner": {"provisioner_name": provisioner}}
    manager.client_factory = PromptClient
    manager.context = zmq.asyncio.Context()
    manager.context.setsockopt(zmq.RECONNECT_IVL, 10)  # ms: a kernel opens its sockets any moment
    return manager


def register() -> None:
    """Make our ways to start a kernel known where the distribution was installed before them."""
    known = KernelProvisionerFactory.instance().provisioners
    for name, kind in ((COLD, ColdProvisioner), (WARM, WarmProvisioner)):
        place = f"{__name__}:{kind.__name__}"
        known.setdefault(name, EntryPoint(name=name, value=place, group=GROUP))


def close(manager: Any) -> None:
    """Give back what a manager holds when its kernel is gone."""
    manager.context.destroy(linger=0)
