import assert from "node:assert/strict";
import test from "node:test";

import { highlight } from "./highlight.js";
import { linesOfTokens } from "./tokens.js";

test("spans become kinds, entities letters, line ends lines", () => {
  assert.deepEqual(linesOfTokens('<span class="hljs-keyword">if</span> a &lt; b &amp;&amp;\nc'), [
    [
      { text: "if", kind: "keyword" },
      { text: " a < b &&", kind: "" },
    ],
    [{ text: "c", kind: "" }],
  ]);
});

test("a span over several lines paints each of them", () => {
  assert.deepEqual(linesOfTokens('<span class="hljs-comment">a\nb</span>'), [
    [{ text: "a", kind: "comment" }],
    [{ text: "b", kind: "comment" }],
  ]);
});

test("an inner span wins over the outer, one without a kind does not", () => {
  assert.deepEqual(
    linesOfTokens(
      '<span class="hljs-string">x<span class="hljs-subst">y</span><span class="language-js">z</span></span>',
    ),
    [
      [
        { text: "x", kind: "string" },
        { text: "y", kind: "subst" },
        { text: "z", kind: "string" },
      ],
    ],
  );
});

test("nothing of the text is lost or added, whatever it looks like", () => {
  const texts = {
    bash: "#!/bin/sh\nset -e\necho \"<script>alert('&amp;')</script>\" # end\n",
    json: '{"a": [1, true, null, "<b>&quot;"]}',
    xml: '<a href="x">&lt;</a>\n<script>if (a < b && c) {}</script>\n',
    python: 'def f(x):\n    """doc"""\n    return f"{x!r}" # no\n',
    nginx: "server {\n  listen 80; # x\n}\n",
    dockerfile: "FROM alpine\nRUN echo 'hi' && true\n",
  };
  for (const [language, text] of Object.entries(texts)) {
    const lines = highlight(text, language);
    assert.ok(lines, language);
    assert.ok(
      lines.flat().some(({ kind }) => kind !== ""),
      `${language} is painted`,
    );
    assert.equal(lines.map((line) => line.map((token) => token.text).join("")).join("\n"), text);
  }
  assert.equal(highlight("x", "no such language"), null);
});
