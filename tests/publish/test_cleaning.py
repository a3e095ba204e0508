"""HTML that is let into a page: hostile text stays text, our own blocks pass unchanged."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook import display
from workbook.display import FILE_TYPES
from workbook.publish import cleaning
from workbook.publish.cleaning import clean_html, markdown_html

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe src='http://evil.example'></iframe>",
    "<p style='background:url(http://evil.example/x.png)'>x</p>",
    "<style>@import url(http://evil.example/x.css);</style>",
    "<link rel=stylesheet href=http://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=http://evil.example'>",
    "<base href='http://evil.example/'>",
    "<form action='http://evil.example'><input name=a></form>",
    "<object data='http://evil.example'></object><embed src='http://evil.example'>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<svg><use href='http://evil.example#x'/></svg>",
    "<svg><image href='http://evil.example/x.png'/></svg>",
    "<svg><path d='M0' fill='url(http://evil.example)'/></svg>",
    "<img src='data:text/html;base64,PHNjcmlwdD4='>",
    "<img srcset='http://evil.example/x.png 1x'>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<p/onclick=alert(1)>x</p>",
    "<img src=x onerror=alert(1)",
    "</main></div></body><p>за рамкой",
    "<details ontoggle=alert(1) open>x</details>",
    "<video src='http://evil.example/x.mp4'></video>",
    "<template><img src='http://evil.example/x'></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
]
ACTIVE = re.compile(
    r"<\s*(script|iframe|object|embed|link|meta|base|form|input|style|video|template|use|image|noscript)\b"
    r"|<[^>]*\son\w+\s*=|javascript:|(src|href|srcset|data)\s*=\s*['\"]?\s*http|url\s*\(",
    re.IGNORECASE,
)

PIECES = [
    "<p>", "</p>", "<b>", "</b>", "<br>", "<br/>", "<hr />", '<td class="a" colspan="2">', "</td>", "<details open>",
    "</details>", '<a href="#x">', '<a href="&#106;avascript:x">', "</a>", '<a href="x" onclick="y">', "<a href=x>",
    '<p title="a>b">', "<p title='a'>", '<img src="data:image/png;base64,AA==" alt="x">', '<img src="x"/>', "<svg>",
    '<path d="M0 0"/>', '<path d="M0 0" fill="url(x)"/>', "</svg>", "<script>", "</script>", "<!-- -->", "<!doctype x>",
    "<?x?>", "текст", " > ", " < ", "<", ">", '"', "&lt;", "<P>", "<p/>", '<p "x">', '<p class="a"class="b">', "<p\n>",
    "<p a=>", "</p >", '<p style="background:url(x)">', "</p/>", "<pp>", "<p class>", "<textarea>", "<title>", "<xmp>",
]  # fmt: skip


class TestCleanHtml:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_nothing_active_is_left(self, text: str) -> None:
        assert not ACTIVE.search(clean_html(f"<div>{text}</div>"))

    @pytest.mark.parametrize("text", HOSTILE)
    def test_markdown_keeps_it_text(self, text: str) -> None:
        assert not re.search(r"<\s*(script|img|svg|iframe|style|a|p/)\b", markdown_html(text))

    @settings(max_examples=400)
    @given(st.lists(st.sampled_from(PIECES), max_size=12))
    def test_the_quick_look_believes_nothing_that_the_close_one_refuses(self, pieces: list[str]) -> None:
        text = "".join(pieces)
        inspector = cleaning._Inspector()
        inspector.feed(text)
        inspector.close()
        assert inspector.clean or not cleaning._is_plainly_clean(text)

    def test_our_own_blocks_pass_unchanged(self) -> None:
        blocks = display.Stack(
            [
                display.Findings([display.finding("bad", HOSTILE[0])]),
                display.Tiles([display.tile("Качество", "58,0 %", verdict="хорошо")]),
                display.Details("ещё", display.Text(HOSTILE[1])),
            ]
        )
        assert clean_html(blocks.html()) == blocks.html()

    def test_embedded_pictures_stay(self) -> None:
        picture = '<figure><img src="data:image/svg+xml;base64,PHN2Zy8+" alt="График"></figure>'
        assert clean_html(picture) == picture

    def test_files_to_take_away_stay(self) -> None:
        row = display.Downloads([display.Download(f"Список {end}", f"список{end}", b"\x00abc") for end in FILE_TYPES])
        assert clean_html(row.html()) == row.html()
        assert clean_html(row.html() + "<script>1</script>").startswith(row.html())

    @pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/xhtml+xml", "text/javascript"])
    def test_pages_do_not_pass_as_files(self, kind: str) -> None:
        assert "data:" not in clean_html(f'<a download="x" href="data:{kind};base64,PHNjcmlwdD4=">x</a>')

    def test_unclosed_tags_are_closed(self) -> None:
        assert clean_html("<div><b>x") == "<div><b>x</b></div>"

    @given(st.text(alphabet="<>/\"'= abonclickscriptimgsrc:&;!-", max_size=60))
    def test_clean_twice_is_clean_once(self, text: str) -> None:
        once = clean_html(text)
        assert not ACTIVE.search(once)
        assert clean_html(once) == once


class TestMarkdown:
    def test_links_and_pictures_stay_inside(self) -> None:
        made = markdown_html("[сайт](http://a.example) ![рис](http://a.example/x.png) [ниже](#r-1)")
        assert "src" not in made
        assert "сайт (http://a.example)" in made
        assert '<a href="#r-1">ниже</a>' in made

    def test_tables(self) -> None:
        assert "<td>1</td>" in markdown_html("|а|\n|-|\n|1|")
