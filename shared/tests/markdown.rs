//! Markdown: what people write looks right, what attackers write stays text.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs,
    reason = "tests may panic and take the time"
)]

use proptest::prelude::*;
use shared::markdown::render;
use std::time::Instant;

fn html(markdown: &str) -> String {
    render(markdown).into_string()
}

#[test]
fn what_people_write() {
    let cases = [
        ("", ""),
        (
            "Hello *big* **wide** ~~old~~ `x < 1`",
            "<p>Hello <em>big</em> <strong>wide</strong> <del>old</del> <code>x &lt; 1</code></p>\n",
        ),
        (
            "# One\n## Two & three\n# One",
            "<h2 id=\"md-one\">One</h2>\n<h3 id=\"md-two-three\">Two &amp; three</h3>\n<h2 id=\"md-one-2\">One</h2>\n",
        ),
        ("###### Deep\n# 日本 *語*", "<h2 id=\"md-deep\">Deep</h2>\n<h2 id=\"md-日本-語\">日本 <em>語</em></h2>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n"),
        (
            "- [x] done\n- [ ] open",
            "<ul>\n<li><span class=\"md-check\">☑</span> done</li>\n<li><span class=\"md-check\">☐</span> open</li>\n</ul>\n",
        ),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>\n"),
        ("```rust\nlet x = 1 < 2;\n```", "<pre><code class=\"language-rust\">let x = 1 &lt; 2;\n</code></pre>\n"),
        ("    plain", "<pre><code>plain</code></pre>\n"),
        ("a\\\nb\n\n---", "<p>a<br>\nb</p>\n<hr>\n"),
        ("[x](/articles/1 \"T\")", "<p><a href=\"/articles/1\" title=\"T\">x</a></p>\n"),
        ("[x](#md-one) [y](#one)", "<p><a href=\"#md-one\">x</a> <a href=\"#md-one\">y</a></p>\n"),
        (
            "[x](https://example.com/?a=1&b=2)",
            "<p><a href=\"https://example.com/?a=1&amp;b=2\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">x</a></p>\n",
        ),
        (
            "<ada@a.example>",
            "<p><a href=\"mailto:ada@a.example\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">ada@a.example</a></p>\n",
        ),
        (
            "![a *b* \"c\"](/files/1.png)",
            "<p><img loading=\"lazy\" src=\"/files/1.png\" alt=\"a b &quot;c&quot;\"></p>\n",
        ),
    ];
    for (markdown, expected) in cases {
        assert_eq!(html(markdown), expected, "{markdown}");
    }
}

#[test]
fn tables_have_classes_and_no_styles() {
    let markdown = "| a | b | c |\n|---|:-:|--:|\n| 1 | *2* | 3 |";
    let expected = "<table>\n<thead><tr><th scope=\"col\">a</th><th scope=\"col\" class=\"center\">b</th><th scope=\"col\" class=\"right\">c</th></tr></thead><tbody>\n\
                    <tr><td>1</td><td class=\"center\"><em>2</em></td><td class=\"right\">3</td></tr>\n</tbody></table>\n";
    assert_eq!(html(markdown), expected);
}

#[test]
fn footnotes_are_numbered_as_they_come() {
    let out = html("B[^b] and A[^\"><script>].\n\n[^\"><script>]: first\n[^b]: second");
    assert!(out.contains("<a href=\"#md-note-1\">1</a>") && out.contains("<a href=\"#md-note-2\">2</a>"), "{out}");
    assert!(out.contains("id=\"md-note-1\"") && !out.contains("<script"), "{out}");
}

/// Tags that rendering may write; anything else in the output would be an attacker's.
const TAGS: &[&str] = &[
    "p",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "code",
    "ul",
    "ol",
    "li",
    "div",
    "span",
    "dl",
    "dt",
    "dd",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "em",
    "strong",
    "del",
    "sup",
    "sub",
    "a",
    "img",
    "br",
    "hr",
];
const ATTRIBUTES: &[&str] =
    &["id", "class", "href", "title", "target", "rel", "src", "alt", "loading", "scope", "start"];

/// Reads HTML as a browser does, as far as our own output needs it, and judges each tag and attribute.
fn assert_safe(markdown: &str, html: &str) {
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let closing = rest.strip_prefix('/');
        let body = closing.unwrap_or(rest);
        let end = body.find(|c: char| !c.is_ascii_alphanumeric()).expect("a tag ends");
        assert!(TAGS.contains(&&body[..end]), "tag {} of {markdown:?} in {html}", &body[..end]);
        rest = &body[end..];
        while !rest.starts_with('>') {
            assert!(closing.is_none(), "{html}");
            rest = rest.strip_prefix(' ').unwrap_or_else(|| panic!("{markdown:?} {html}"));
            let (name, after) = rest.split_once("=\"").expect("an attribute with a value");
            let (value, after) = after.split_once('"').expect("a quoted value");
            assert!(ATTRIBUTES.contains(&name), "attribute {name} of {markdown:?} in {html}");
            assert!(!value.contains(['<', '>']), "{html}");
            match name {
                "href" => assert!(
                    ["http://", "https://", "mailto:", "/", "#md-"]
                        .iter()
                        .any(|start| value.to_lowercase().starts_with(start))
                        && !value.starts_with("//"),
                    "{value}"
                ),
                "src" => assert!(value.starts_with('/') && !value.starts_with("//"), "{value}"),
                "id" => assert!(value.starts_with("md-"), "{value}"),
                _ => {}
            }
            rest = after;
        }
        rest = &rest[1..];
    }
    assert!(!html.contains('\0'));
}

#[test]
fn what_attackers_write_stays_text() {
    let attacks = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><animate onbegin=alert(1)></svg>",
        "<svg><script>alert(1)</script></svg>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<div style=\"position:fixed\">",
        "<!-- <script> -->",
        "<?php x ?>\n<![CDATA[ x ]]>",
        "<iframe srcdoc=\"<script>alert(1)</script>\">",
        "text <b onmouseover=alert(1)>bold</b>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java\nscript:alert(1))",
        "[x](java&Tab;script:alert(1))",
        "[x](javascript&colon;alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](&#x6A;&#x61;vascript:alert(1))",
        "[x](<javascript:alert(1)>)",
        "[x](<\tjavascript:alert(1)>)",
        "[x](\\javascript:alert(1))",
        "[x]( javascript:alert(1))",
        "[x](\u{1}javascript:alert(1))",
        "[x](vbscript:msgbox(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](file:///etc/passwd)",
        "[x](blob:https://example.com/1)",
        "[x](//evil.example/x)",
        "[x](/\\evil.example/x)",
        "[x](/&#9;/evil.example)",
        "[x](\\\\evil.example)",
        "[x](https:evil)",
        "[x](https:/evil)",
        "[x](relative/path)",
        "[x](?query)",
        "[x][1]\n\n[1]: javascript:alert(1)",
        "<javascript:alert(1)>",
        "<JAVASCRIPT:alert(1)>",
        "![x](https://evil.example/track.png)",
        "![x](data:image/svg+xml,<svg onload=alert(1)>)",
        "![x](javascript:alert(1))",
        "![\" onerror=\"alert(1)](/x.png)",
        "![<script>alert(1)</script>](/x.png)",
        "![a ![b](/c.png) d](/e.png)",
        "[![x](/a.png)](javascript:alert(1))",
        "[x](https://a.example/\" onclick=\"alert(1))",
        "[x](https://a.example '\" onclick=\"alert(1)')",
        "[x](/a\"onmouseover=alert(1))",
        "``` \"><script>\ncode\n```",
        "```js onload=alert(1)\ncode </code></pre><script>\n```",
        "# <script>alert(1)</script>",
        "# \" onclick=\"x {#id .class onclick=alert(1)}",
        "| <script> | b |\n|---|---|\n| <img src=x onerror=y> | `</td>` |",
        "[^1]\n\n[^1]: <script>",
        "- [x] <script>alert(1)</script>",
        "<x\0y>\0",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&#60;script&#62;",
        "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "\u{202e}<script>\u{2066}",
        "$x<script>$ $$<svg>$$",
        "+++\ntitle = '<script>'\n+++\n",
        "---\ntitle: <script>\n---\n",
        "~~~~<script>\n",
        "<script",
        "<",
        "&",
    ];
    for attack in attacks {
        let out = html(attack);
        assert_safe(attack, &out);
        assert!(!out.to_lowercase().contains("<script") && !out.to_lowercase().contains("<svg"), "{attack} {out}");
        assert!(!out.contains("evil.example\"") && !out.to_lowercase().contains("href=\"javascript"), "{attack} {out}");
    }
}

#[test]
fn refused_links_and_pictures_leave_their_words() {
    assert_eq!(html("see [the *plan*](javascript:x) now"), "<p>see the <em>plan</em> now</p>\n");
    assert_eq!(html("![a map](https://evil.example/1.png)"), "<p>a map</p>\n");
}

#[test]
fn deep_nesting_and_much_text_end_soon() {
    let begun = Instant::now();
    let texts = [
        ">".repeat(10_000) + " end",
        "- ".repeat(5_000) + "end",
        "*".repeat(20_000) + "end",
        "[".repeat(20_000) + "end",
        "![".repeat(10_000) + "end",
        "<".repeat(20_000) + "end",
        "`".repeat(20_000) + "end",
        "a **a ".repeat(10_000),
        "[a](<b".repeat(10_000),
        "| a ".repeat(5_000) + "\n" + &"|---".repeat(5_000) + "\n| end",
        "&#x".repeat(20_000),
        "# a\n".repeat(20_000),
        "[^a]".repeat(10_000) + "\n\n[^a]: end",
    ];
    for text in &texts {
        let out = html(text);
        assert_safe(&text[..10.min(text.len())], &out);
        assert!(out.matches("<blockquote>").count() <= 8);
        assert!(out.matches("<ul>").count() <= 8);
    }
    let large = "Some *words* and a [link](https://example.com) in a paragraph.\n\n".repeat(5_000_000 / 64);
    assert!(large.len() > 4_900_000);
    assert!(html(&large).len() > large.len());
    eprintln!("{:?}", begun.elapsed());
    assert!(begun.elapsed().as_secs() < 60);
}

#[test]
fn what_is_quoted_and_listed_too_deep_keeps_its_words_and_lines() {
    let quotes = html(&(">".repeat(3_000) + " the *end*\n\nand on"));
    let (open, close) = ("<blockquote>\n".repeat(8), "</blockquote>\n".repeat(8));
    assert_eq!(quotes, format!("{open}<p>the <em>end</em></p>\n{close}<p>and on</p>\n"));

    let lines: Vec<String> = (0..12).map(|depth| format!("{}- {depth}", "  ".repeat(depth))).collect();
    let list = html(&(lines.join("\n") + "\n  - again"));
    assert_eq!(list.matches("<ul>").count(), 8);
    assert!(list.contains("<li>7<br>\n8<br>\n9<br>\n10<br>\n11<br>\n</li>"), "{list}");
    assert!(list.ends_with("<li>again</li>\n</ul>\n</li>\n</ul>\n"), "{list}");
    let loose = html(&("- ".repeat(20) + "a\n\n" + &"  ".repeat(20) + "b"));
    assert!(loose.contains("<p>a</p>\n<p>b</p>"), "{loose}");
}

#[test]
fn plain_text_for_search_has_no_marks() {
    assert_eq!(shared::markdown::plain("# Hi\n\n*a* [b](https://c.example)"), "Hi a b");
}

#[test]
fn articles_of_the_demo_are_rendered_whole() {
    let demo = shared::demo::Demo::new(7, shared::demo::Size::Small, "2026-11-21".parse().unwrap());
    let bodies = demo.flatten().filter_map(|op| match op {
        shared::sync::Operation::Create { entity, values, .. } if &*entity == "article" => values.get("body").cloned(),
        _ => None,
    });
    let mut count = 0;
    for body in bodies {
        let out = html(body.as_text().unwrap());
        assert_safe("article", &out);
        assert!(!out.contains("| ") && !out.contains("**") && !out.contains("[ ]"), "{out}");
        count += 1;
    }
    assert_eq!(count, 40);
}

proptest! {
    #[test]
    fn any_text_is_safe(text in "\\PC{0,200}") {
        assert_safe(&text, &html(&text));
    }

    #[test]
    fn any_mixture_of_marks_is_safe(parts in proptest::collection::vec(prop::sample::select(vec![
        "<", ">", "\"", "'", "&", "[", "]", "(", ")", "!", "`", "```\n", "\n", "\n\n", "# ", "- ", "> ", "|", "---|", "\\", "/", "//", ":", "javascript:",
        "https://a.example", "script", "svg", "onload=", "style=", "&#106;", "&colon;", "\t", "\u{0}", "*", "_", "~~", "[^1]", "[^1]: ", "[x] ", "a", " ", "    ", "<!--", "-->", "é",
    ]), 0..40)) {
        let text = parts.concat();
        assert_safe(&text, &html(&text));
    }
}
