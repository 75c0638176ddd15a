"""A page under watch: what it asked for, and what went wrong in it."""

from __future__ import annotations

import re

from playwright.sync_api import Page

# What may appear without anybody having done wrong: (kind, pattern of the text).
ALLOWED: tuple[tuple[str, str], ...] = ()

REPORT_REJECTIONS = """
addEventListener("unhandledrejection", (event) => console.error("unhandled rejection: " + event.reason));
"""


class Watch:
    """Listen to a page from before its first request."""

    def __init__(self, page: Page, home: str) -> None:
        self.home, self.requests, self.wrong, self.allowed = home, [], [], list(ALLOWED)
        page.add_init_script(REPORT_REJECTIONS)
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda socket: self.requests.append(re.sub("^ws", "http", socket.url)))
        page.on("pageerror", lambda error: self.wrong.append(("page error", str(error))))
        page.on("response", self._response)
        page.on("console", self._console)

    def _console(self, message) -> None:
        if message.type == "error":
            self.wrong.append(("console", message.text))

    def _response(self, response) -> None:
        if response.status >= 400:
            self.wrong.append(("response", f"{response.status} {response.url}"))

    def external(self) -> list[str]:
        """Requests that left this server."""
        return [
            url for url in self.requests if not url.startswith((self.home, "data:", "blob:", "about:", "attachment:"))
        ]

    def problems(self) -> list[tuple[str, str]]:
        """Everything wrong that the list above does not allow."""
        return [
            (kind, text)
            for kind, text in self.wrong
            if not any(kind == allowed and re.search(pattern, text) for allowed, pattern in self.allowed)
        ]
