"use strict";
/* The phone's page. Whatever comes from the laptop is put in as text, never as markup. */
(function () {
  var SILENCE = 25000; /* a stream that has not even said "ping" for so long is dead */
  var POLL = 2000;
  var PATIENCE = 5000;

  var view = null;       /* the newest view */
  var drawn = "";        /* which page is drawn: only another one is drawn anew */
  var unsent = null;     /* {path, body, key}: what has been tapped and not yet been acknowledged */
  var sending = false;
  var tapped = false;    /* something was tapped here, and it was not yet said that it is in */
  var source = null;
  var heard = 0;
  var anew = true;       /* after silence the numbers may begin lower: the laptop may have been started again */
  var poller = null;
  var refusedKey = "";   /* the code that was wrong */
  var outside = false;   /* no seat: nothing is asked until there is one */
  var satAt = 0;
  var late = "";         /* why a ballot did not count, until the next page has said so */
  var key = keyOfAddress();

  function $(id) { return document.getElementById(id); }

  /* An element with a class, its text, and what is in it. */
  function el(name, className, inside) {
    var node = document.createElement(name);
    if (className) node.className = className;
    [].concat(inside === undefined ? [] : inside).forEach(function (part) {
      node.appendChild(typeof part === "string" ? document.createTextNode(part) : part);
    });
    return node;
  }

  function put(node, parts) {
    while (node.firstChild) node.removeChild(node.firstChild);
    parts.forEach(function (part) { if (part) node.appendChild(part); });
  }

  function say(text, trouble) {
    var said = $("said");
    said.className = trouble ? "said trouble" : "said";
    if (said.textContent !== text) said.textContent = text;
  }

  /* That something is in. Which it is, is for whoever listens, and not for whoever looks over a shoulder. */
  function acknowledge() {
    var name = named();
    if (!name) { say(acknowledged()); return; }
    var shown = el("span", "", "It is in.");
    shown.setAttribute("aria-hidden", "true");
    var parts = [el("span", "aloud", name), shown, document.createTextNode(" " + acknowledged())];
    say("");
    put($("said"), parts);
    /* On a small screen it would stand below the fold. */
    if (tapped) $("said").scrollIntoView({ block: "nearest" });
    tapped = false;
  }

  function line(text) { if ($("line").textContent !== text) $("line").textContent = text; }

  /* What the address says: a token after /j/, or a code. */
  function keyOfAddress() {
    var parts = location.pathname.split("/");
    return parts[2] || (/^test$/i.test(parts[1]) ? "" : parts[1]) || "";
  }

  /* Paragraphs, each its kind and its spans; a break is a rest between two sections. */
  function prose(paragraphs, className) {
    return el("div", "prose " + (className || ""), paragraphs.map(function (paragraph) {
      var kind = paragraph[0];
      if (kind === "break") return el("p", "rest", "···");
      return el(kind === "quote" ? "blockquote" : "p", kind === "item" ? "item" : "", paragraph[1].map(styled));
    }));
  }

  /* A run of text in one style: italic, bold, struck. */
  function styled(span) {
    return ["em", "strong", "s"].reduce(function (inside, name, at) {
      return span[at + 1] ? el(name, "", inside) : inside;
    }, span[0]);
  }

  /* ---- to the laptop ---- */

  function post(path, body) {
    var control = new AbortController();
    var timer = setTimeout(function () { control.abort(); }, PATIENCE);
    return fetch(path, {
      method: "POST", credentials: "same-origin", signal: control.signal,
      headers: { "Content-Type": "application/json" }, body: JSON.stringify(body)
    }).then(answered).finally(function () { clearTimeout(timer); });
  }

  function get(path) {
    var control = new AbortController();
    var timer = setTimeout(function () { control.abort(); }, PATIENCE);
    return fetch(path, { credentials: "same-origin", cache: "no-store", signal: control.signal })
      .then(answered).finally(function () { clearTimeout(timer); });
  }

  function answered(response) {
    return response.json().then(function (body) {
      if (response.ok) return body;
      throw { status: response.status, sentence: body.error };
    });
  }

  /* ---- coming in ---- */

  function sit() {
    post("/sit", { key: key }).then(function (fresh) {
      outside = false;
      satAt = Date.now();
      /* The token does not stay in the address bar. */
      history.replaceState(null, "", "/");
      show(fresh);
      listen();
    }, function (problem) {
      if (!problem.status) { knockAgain(); return; }
      outside = true;
      if (problem.status === 409 || problem.status === 429 || problem.status >= 500) waitOutside(problem.sentence);
      else { refusedKey = key; askForCode(key ? problem.sentence : ""); }
    });
  }

  function knockAgain() {
    line("The laptop does not answer. Trying again.");
    setTimeout(sit, POLL);
  }

  function waitOutside(sentence) {
    page("outside", "", "Not yet", [el("p", "", sentence), again()]);
  }

  function again() {
    var button = el("button", "send", "Try again");
    button.addEventListener("click", sit);
    return button;
  }

  function askForCode(sentence) {
    var input = el("input", "code");
    input.id = "code";
    input.maxLength = 6;
    input.autocomplete = "off";
    input.autocapitalize = "characters";
    input.spellcheck = false;
    var label = el("label", "", "The six letters on the big screen");
    label.htmlFor = "code";
    var form = el("form", "", [label, input, el("button", "send", "Come in")]);
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      key = input.value.trim();
      if (key) sit();
    });
    drawn = "";
    page("code", "", "Come in", [form]);
    say(sentence, true);
    if (refusedKey) input.focus();
  }

  /* ---- listening ---- */

  function listen() {
    if (outside) return;
    if (source) source.close();
    if (!window.EventSource) { poll(); return; }
    heard = Date.now();
    source = new EventSource("/events");
    source.onopen = function () { heard = Date.now(); anew = true; };
    source.onmessage = function (event) {
      heard = Date.now();
      stopPolling();
      line("");
      show(JSON.parse(event.data));
      flush();
    };
    source.addEventListener("ping", function () {
      heard = Date.now();
      stopPolling();
      line("");
    });
    source.addEventListener("gone", removed);
    source.onerror = poll;
  }

  /* Asks while the stream is down; the stream is tried again beside it. */
  function poll() {
    if (poller || outside) return;
    poller = setInterval(ask, POLL);
    ask();
  }

  function stopPolling() {
    if (poller) clearInterval(poller);
    poller = null;
  }

  function ask() {
    get("/state").then(function (fresh) {
      line("");
      show(fresh);
      flush();
      if (poller && (!source || source.readyState === 2)) revive();
    }, function (problem) {
      anew = true;
      if (problem.status === 401) gone();
      else line("The laptop does not answer." + (unsent ? "" : " What was in is in.") + " If this stays, scan the square on the big screen again.");
    });
  }

  var revived = 0;
  function revive() {
    if (!window.EventSource || Date.now() - revived < 10000) return;
    revived = Date.now();
    listen();
  }

  function gone() {
    if (source) source.close();
    stopPolling();
    unsent = null;
    outside = true;
    if (view && view.phase === "over") return;
    drawn = "";
    if (Date.now() - satAt < PATIENCE) {
      /* Another seat would be lost like this one. */
      waitOutside("This browser keeps no cookies, so it cannot keep a seat. Allow them for this page, or vote by hand.");
      return;
    }
    key = "";
    askForCode("This phone has no seat any more. Ask, and type the code or scan the square.");
  }

  /* Sent out while it listened: it is not asked to come back. */
  function removed() {
    gone();
    if (view && view.phase === "over" || Date.now() - satAt < PATIENCE) return;
    page("outside", "", "Not in", [el("p", "", "Your teacher has taken this phone out. If that was a mistake, ask.")]);
  }

  /* Phones sleep without a word: whenever the page is looked at again, everything is asked anew. */
  function wake() {
    if (document.visibilityState === "hidden" || outside || !view) return;
    ask();
    listen();
  }
  document.addEventListener("visibilitychange", wake);
  window.addEventListener("pageshow", function (event) { if (event.persisted) wake(); });
  window.addEventListener("online", wake);
  setInterval(function () {
    if (view && !outside && source && Date.now() - heard > SILENCE && document.visibilityState !== "hidden") wake();
  }, PATIENCE);

  /* ---- tapping ---- */

  function act(path, body, meant) {
    unsent = { path: path, body: body, scene: scene(view), meant: meant };
    tapped = true;
    mark();
    say("Sending.");
    flush();
  }

  function flush() {
    if (!unsent || sending) return;
    if (unsent.scene !== scene(view)) {
      unsent = null;
      mark();
      say("That came too late to count.", true);
      return;
    }
    var what = unsent;
    sending = true;
    post(what.path, what.body).then(function (fresh) {
      sending = false;
      if (unsent === what) unsent = null;
      show(fresh);
      line("");
      if (unsent) flush(); else acknowledge();
    }, function (problem) {
      sending = false;
      if (unsent !== what) { flush(); return; }
      if (problem.status && problem.status !== 429 && problem.status < 500) {
        unsent = null;
        mark();
        if (problem.status === 401) { gone(); return; }
        say(problem.sentence, true);
        late = problem.sentence;
        ask();
        return;
      }
      say(problem.status ? problem.sentence : "Not sent yet. Trying again.", true);
      if (problem.status) setTimeout(flush, POLL); else poll();
    });
  }

  function chosen() { return unsent ? unsent.meant : view.mine; }

  function acknowledged() {
    if (view.phase === "predict") return view.placed ? "It is in. You may move it until the map is shown." : "";
    if (!view.mine || !view.open) return "";
    if (view.phase === "feeling") return "It is in. Nobody sees whose it is.";
    return "You may change it until the vote closes.";
  }

  function named() {
    if (!view.mine || !view.open || view.phase === "feeling" || view.phase === "predict") return "";
    return view.mine === "pass" ? "You pass." : view.mine + " is in.";
  }

  /* ---- drawing ---- */

  function scene(shown) { return [shown.phase, shown.round, shown.vote, shown.paused].join(" "); }

  function show(fresh) {
    if (view && fresh.seq < view.seq && !anew) return;
    anew = false;
    view = fresh;
    outside = false;
    var name = scene(view) + JSON.stringify([
      view.letters, view.open, view.text, view.reply, view.counts, view.decided, view.message
    ]);
    if (name !== drawn) {
      drawn = name;
      PHASES[view.paused ? "paused" : view.phase]();
      acknowledge();
      if (late) say(late, true);
      late = "";
    }
    due = view.deadline === null ? null : Date.now() + view.deadline * 1000;
    tick();
    mark();
    help();
    $("which").hidden = !view.sign || view.phase === "over";
    $("sign").textContent = view.sign;
  }

  /* The time that somebody has set. Nothing happens when it is up. */
  var due = null;
  function tick() {
    var clock = $("clock");
    clock.hidden = due === null || !view || view.paused;
    if (clock.hidden) return;
    var left = Math.max(0, Math.round((due - Date.now()) / 1000));
    clock.textContent = left ? Math.floor(left / 60) + ":" + ("0" + left % 60).slice(-2) + " left" : "The time is up; it is not closed yet.";
  }
  setInterval(tick, 1000);

  /* A whole page. Focus that would be lost with the page before goes to the new heading. */
  function page(name, chapter, heading, parts, after) {
    var inside = $("main").contains(document.activeElement) && document.activeElement !== document.body;
    var body = $("page");
    put(body, parts);
    put($("after"), [after]);
    body.dataset.page = name;
    $("chapter").textContent = chapter;
    $("heading").textContent = heading;
    document.title = heading + " · Leeway";
    say("");
    /* Who listens to the page hears of the next one: by the focus, or else by being told. */
    if (inside) $("heading").focus();
    $("aloud").textContent = inside ? "" : heading + (/[.?]$/.test(heading) ? " " : ". ") + (view && !outside ? view.message : "");
    window.scrollTo(0, 0);
  }

  function lead() { return view.message ? el("p", "lead", view.message) : null; }
  function talk() { return view.talk ? el("p", "talk", view.talk) : null; }
  function reply() { return view.reply.length ? prose(view.reply, "reply") : null; }

  function fold() {
    if (!view.text.length) return null;
    return el("details", "fold", [el("summary", "", "Read the page here"), prose(view.text)]);
  }

  /* The choices as text, where nothing can be tapped: what this phone said, and what came of it. */
  function listed() {
    var counts = {};
    view.counts.forEach(function (count) { counts[count.letter] = count; });
    return el("ul", "choices", view.letters.map(function (choice) {
      var notes = [];
      var count = counts[choice.letter];
      if (count && count.first !== null) notes.push((count.second === null ? "" : "first ") + many(count.first));
      if (count && count.second !== null) notes.push((count.first === null ? "" : "then ") + many(count.second));
      if (view.decided === choice.letter) notes.push("what " + view.you + " does");
      var words = [el("span", "", choice.text), el("span", "mine", notes.join(" · "))];
      var mine = view.mine === choice.letter;
      var inside = [el("span", "letter", choice.letter), el("span", "words", words), edge(mine ? "✓" : "")];
      if (mine) inside.push(el("span", "aloud", "yours"));
      return el("li", "", el("div", "choice", inside));
    }));
  }

  /* As on the wall: whether it was one or nobody is not told. */
  function many(count) { return count < 2 ? "0–1" : String(count); }

  /* What stands at the edge of the choice that is this phone's own; who listens is told otherwise. */
  function edge(sign) {
    var node = el("span", "tick", sign);
    node.setAttribute("aria-hidden", "true");
    return node;
  }

  function tappable(letter, words, value, body, path, extra) {
    var inside = [el("span", "words", words), edge("")];
    if (letter) inside.unshift(el("span", "letter", letter));
    var button = el("button", "choice " + (extra || ""), inside);
    button.type = "button";
    button.dataset.value = value;
    button.addEventListener("click", function () { act(path, body, value); });
    return el("li", "", button);
  }

  function mark() {
    var mine = chosen();
    [].forEach.call(document.querySelectorAll("button.choice"), function (button) {
      var pressed = button.dataset.value === mine;
      button.setAttribute("aria-pressed", pressed ? "true" : "false");
      button.querySelector(".tick").textContent = pressed ? (unsent ? "…" : "✓") : "";
    });
  }

  function vote(heading) {
    var choices = listed;
    if (view.open) choices = function () {
      var buttons = view.letters.map(function (choice) {
        var body = { round: view.round, vote: view.vote, choice: choice.id };
        return tappable(choice.letter, choice.text, choice.letter, body, "/vote");
      });
      var pass = { round: view.round, vote: view.vote, choice: null };
      buttons.push(tappable("–", "I pass.", "pass", pass, "/vote", "pass"));
      return el("ul", "choices", buttons);
    };
    page("vote", view.chapter, heading, [lead(), choices()], fold());
  }

  var PHASES = {
    lobby: function () {
      var norms = el("ul", "norms", view.norms.map(function (norm) { return el("li", "", norm); }));
      page("lobby", "", view.title, [lead(), norms]);
    },
    reading: function () { page("reading", view.chapter, "Read along", [lead(), reply()], fold()); },
    first: function () { vote("The vote"); },
    argue: function () { page("argue", view.chapter, "What speaks for each?", [lead(), talk(), listed()], fold()); },
    second: function () { vote("The second vote"); },
    reveal: function () { page("reveal", view.chapter, "How you voted", [lead(), listed()], fold()); },
    voices: function () { page("voices", view.chapter, "Each side", [lead(), talk(), listed()]); },
    consequence: function () { page("consequence", view.chapter, "What comes of it", [lead(), reply()], fold()); },
    feeling: function () {
      page("feeling", view.ending || view.title, "How does it leave you?", [
        lead(),
        el("ul", "choices words-list", view.feelings.map(function (word) {
          return tappable("", word, word, { word: word }, "/feel");
        }))
      ]);
    },
    predict: predict,
    debrief: function () { page("debrief", view.title, view.ending || "The map", [lead()]); },
    over: function () {
      page("over", view.title, view.ending || "The end", [lead(), el("p", "", "You can close this page.")]);
      if (source) source.close();
      stopPolling();
      outside = true;
      get("/state").catch(function () {}); /* its answer takes the cookie back */
    },
    paused: function () { page("paused", view.chapter, "A pause", [el("p", "lead", "It goes on in a moment. What is in, is in.")]); }
  };

  function slider(name, label, low, high, at) {
    var input = el("input");
    input.type = "range";
    input.id = name;
    input.min = 0;
    input.max = 100;
    input.step = 5;
    input.value = at;
    function told() { input.setAttribute("aria-valuetext", words(Number(input.value), low, high)); }
    input.addEventListener("input", told);
    told();
    var text = el("label", "", label);
    text.htmlFor = name;
    var ends = el("div", "ends", [el("span", "", low), el("span", "", high)]);
    ends.setAttribute("aria-hidden", "true");
    return el("div", "meter", [text, input, ends]);
  }

  function words(at, low, high) {
    if (at === 50) return "halfway";
    return (Math.abs(at - 50) > 35 ? "close to: " : "nearer to: ") + (at < 50 ? low : high);
  }

  function predict() {
    var before = view.placed || [50, 50];
    var send = el("button", "send", "This is my guess");
    send.type = "button";
    send.addEventListener("click", function () {
      act("/predict", {
        autonomy: Number($("autonomy").value), connection: Number($("connection").value)
      }, "");
    });
    page("predict", view.ending || view.title, "Before the map", [
      lead(),
      slider("autonomy", "How much of what " + view.you + " does is " + view.you + "’s own?", "nothing is", "everything is", before[0]),
      slider("connection", "How close are they?", "far apart", "as close as can be", before[1]),
      send
    ]);
  }

  function help() {
    $("help").hidden = !view.help.length;
    var inside = $("help").lastElementChild;
    var text = view.help.join("\n");
    if (inside.dataset.text === text) return;
    inside.dataset.text = text;
    put(inside, view.help.map(function (contact) { return el("p", "", contact); }));
  }

  /* ---- the phone that is tried ---- */

  function test() {
    outside = true;
    page("test", "A test", "Trying the laptop", []);
    post("/test", {}).then(function () {
      page("test", "A test", "It works", [el("p", "", "This phone reaches the laptop. The big screen says so, too.")]);
    }, function (problem) {
      page("test", "A test", "It does not work", [
        el("p", "", problem.sentence || "This phone does not reach the laptop. The class can vote by hand.")
      ]);
    });
  }

  if (/^\/test\/?$/i.test(location.pathname)) test(); else sit();
})();
