"""The files of the built page, and how to put them into its bucket."""

from dataclasses import dataclass
from pathlib import Path

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}

# A name in `assets` has a hash of the file's content.
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"


class NotPublished(Exception):
    """The page cannot be put into its bucket."""


@dataclass(frozen=True)
class File:
    """A file of the page."""

    key: str
    body: bytes
    media_type: str
    cache: str


def files(dist: Path, config: str) -> list[File]:
    """The files of a built page with its `config.json`, in the order to put them: each file after
    all files that it refers to, so that a visitor meanwhile gets the old page or the new one."""
    if not (dist / "index.html").is_file():
        raise NotPublished("the page is not built: run `make build` first")
    paths = (path for path in dist.rglob("*") if path.is_file())
    found = [file(path.relative_to(dist).as_posix(), path.read_bytes()) for path in paths]
    found = [it for it in found if it.key != "config.json"]
    found.append(file("config.json", config.encode()))
    return sorted(found, key=lambda it: (it.key == "index.html", it.cache == ASK_AGAIN, it.key))


def file(key: str, body: bytes) -> File:
    media_type = MEDIA_TYPES.get(Path(key).suffix)
    if media_type is None:
        raise NotPublished(f"{key} has no media type: add it to tools/page.py")
    return File(key, body, media_type, FOR_EVER if key.startswith("assets/") else ASK_AGAIN)


def upload(s3, bucket: str, files: list[File]) -> None:
    """Puts the files. Files of earlier pages stay, for visitors who have one open."""
    for it in files:
        s3.put_object(
            Bucket=bucket,
            Key=it.key,
            Body=it.body,
            ContentType=it.media_type,
            CacheControl=it.cache,
        )
