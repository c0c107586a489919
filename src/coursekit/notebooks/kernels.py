"""Kernels as this project starts them: at once, through files, and away when they are done.

jupyter_client's own pauses (a fifth of a second until a kernel counts as ready, a tenth until it
counts as gone) cost more than many a lesson.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from importlib.metadata import EntryPoint
from queue import Empty
from typing import TYPE_CHECKING, Any

import zmq
import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from coursekit.errors import NotebookError

if TYPE_CHECKING:
    from pathlib import Path

GROUP = "jupyter_client.kernel_provisioners"
COLD = "coursekit-cold"


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


def make_manager(own: Path, provisioner: str = COLD) -> AsyncKernelManager:
    """Make the manager of one kernel.

    Args:
        own: A folder for the kernel alone; all that it is told and asked goes through there.
        provisioner: How its process is made.

    Raises:
        NotebookError: If Jupyter knows no Python kernel.
    """
    _register()
    manager = AsyncKernelManager(connection_file=str(own / "kernel.json"))
    if manager.kernel_spec is None:
        raise NotebookError("The Python kernel is missing (pip install ipykernel).")
    manager.kernel_spec.argv = [sys.executable, *manager.kernel_spec.argv[1:]]
    manager.kernel_spec.metadata = {"kernel_provisioner": {"provisioner_name": provisioner}}
    manager.client_factory = PromptClient
    manager.context = zmq.asyncio.Context()
    manager.context.setsockopt(zmq.RECONNECT_IVL, 10)  # ms: a kernel opens its sockets any moment
    return manager


def _register() -> None:
    """Make our ways to start a kernel known where the distribution was installed before them."""
    known = KernelProvisionerFactory.instance().provisioners
    for name, value in ((COLD, f"{__name__}:ColdProvisioner"),):
        known.setdefault(name, EntryPoint(name=name, value=value, group=GROUP))


def close(manager: Any) -> None:
    """Give back what a manager holds when its kernel is gone."""
    manager.context.destroy(linger=0)
