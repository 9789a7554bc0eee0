"""A browser without a window: cookies, redirects and forms, straight into an application; no network."""

import asyncio
import re

import httpx

PASSWORD = "vier losse woorden hier"


class Browser:
    """What a browser does: keeps cookies, follows redirects, and sends the token of the page's own form."""

    def __init__(self, app, address: str = "127.0.0.1", base: str = "http://127.0.0.1:8100") -> None:
        self.app, self.address, self.base = app, address, base
        self.cookies = httpx.Cookies()

    def request(self, method: str, path: str, *, follow: bool = False, **given) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, client=(self.address, 50000), raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=self.base, cookies=self.cookies) as client:
                answer = await client.request(method, path, follow_redirects=follow, **given)
                self.cookies = client.cookies
                return answer

        return asyncio.run(ask())

    def get(self, path: str, **given) -> httpx.Response:
        return self.request("GET", path, **given)

    def post(self, path: str, page: str | None = None, **fields: str) -> httpx.Response:
        """Send a form with the token that a page carries (the sign-in page where none is named)."""
        token = token_of(self.get(page or "/sign-in", follow=True).text)
        return self.request("POST", path, data={"form_token": token, **fields})

    def sign_in(self, name: str, password: str = PASSWORD) -> httpx.Response:
        return self.post("/sign-in", name=name, password=password)


def token_of(page: str) -> str:
    return re.search(r'name="form_token" value="([0-9a-f]+)"', page)[1]
