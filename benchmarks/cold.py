"""What a browser that was never here before loads for the room page."""

import os
import shutil

from playwright.sync_api import sync_playwright

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def cold_page(port, candidate):
    """Return {requests, kilobytes, by type} of the first visit to the room, or None without a Chromium."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        return None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(base_url=f"http://127.0.0.1:{port}")
        context.add_cookies(
            [
                {"name": name, "value": value, "url": f"http://127.0.0.1:{port}"}
                for name, value in candidate["cookies"].items()
            ]
        )
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        kinds, sizes = {}, {}
        network.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
        network.on(
            "Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]})
        )
        page.goto(candidate["room"], wait_until="networkidle")
        browser.close()
    by_type = {}
    for one, size in sizes.items():
        kind = kinds.get(one, "Other")
        by_type[kind] = round(by_type.get(kind, 0) + size / 1000, 1)
    return {"requests": len(sizes), "kilobytes": round(sum(sizes.values()) / 1000, 1), "by_type": by_type}
