"""MP3 (ISO/IEC 11172-3 and 13818-3, layer III): the duration, by walking the frames."""

from .bytesource import number
from .content import Kind, Media, Unfit

BIT_RATES = {  # kbit/s by index, for MPEG 1 and for MPEG 2 and 2.5
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
SAMPLING_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
LAYER_III = 1
FEWEST_FRAMES = 3  # in a row: less may be chance
MOST_REST = 4096  # bytes after the last frame: a cut frame, a tag we do not know
MOST_PADDING = 4096  # between a leading tag and the first frame


def read(data):
    """Return the Media of a mapped file that begins with an ID3 tag or a frame. Raise Unfit."""
    start = first_frame(data, after_tag(data))
    at, seconds = start, 0.0
    while frame := frame_at(data, at):
        length, duration = frame
        at, seconds = at + length, seconds + duration
    end = before_trailing_tag(data)
    if end - at > MOST_REST:
        raise Unfit("damaged", why=f"frames end at {at} of {end}")
    return Media(Kind.AUDIO, "audio/mpeg", seconds)


def after_tag(data):
    """The place after a leading ID3v2 tag, whose size has seven bits in each byte."""
    if data[:3] != b"ID3":
        return 0
    size = 0
    for at in range(6, 10):
        size = size << 7 | number(data, at, 1) & 0x7F
    return 10 + size


def before_trailing_tag(data):
    return len(data) - 128 if data[-128:][:3] == b"TAG" else len(data)


def first_frame(data, at):
    """The first place at or shortly after `at` where frames follow each other; without a tag, `at` itself."""
    for start in range(at, at + MOST_PADDING if at else 1):
        if data[start : start + 1] == b"\xff" and frames_follow(data, start):
            return start
    raise Unfit("damaged" if at > len(data) else "type", why="no frames of layer III")


def frames_follow(data, at):
    for _ in range(FEWEST_FRAMES):
        frame = frame_at(data, at)
        if not frame:
            return False
        at += frame[0]
    return True


def frame_at(data, at):
    """(bytes, seconds) of the frame that begins at `at`, or None. The last frame may be cut off."""
    head = data[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] >> 5 != 7 or head[1] >> 1 & 3 != LAYER_III:
        return None
    version, index, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version not in SAMPLING_RATES or index in {0, 15} or rate == 3:
        return None
    mpeg1, sampling = version == 3, SAMPLING_RATES[version][rate]
    samples = 1152 if mpeg1 else 576
    length = samples // 8 * BIT_RATES[mpeg1][index] * 1000 // sampling + (head[2] >> 1 & 1)
    return length, samples / sampling
