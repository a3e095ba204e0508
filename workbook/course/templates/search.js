(function () {
  "use strict";
  var asked = (new URLSearchParams(location.search).get("q") || "").trim();
  var field = document.getElementById("find");
  if (!asked) { field.focus(); return; }
  field.value = asked;

  function plain(text) { return text.toLowerCase().replace(/ё/g, "е"); }

  // Russian endings change: the beginning of a word is enough to find its forms.
  function stem(word) {
    if (word.length > 7) { return word.slice(0, -3); }
    if (word.length > 5) { return word.slice(0, -2); }
    return word.length > 3 ? word.slice(0, -1) : word;
  }

  function times(text, part) { return text.split(part).length - 1; }

  var stems = (plain(asked).match(/[a-zа-я0-9]+/g) || []).map(stem);
  var pages = JSON.parse(document.getElementById("pages").textContent);
  var found = pages.map(function (page) {
    var title = plain(page.title), text = plain(page.text), weight = 0;
    var all = stems.length > 0 && stems.every(function (part) {
      var here = 10 * times(title, part) + times(text, part);
      weight += here;
      return here > 0;
    });
    return { page: page, weight: all ? weight : 0, at: stems.length ? text.indexOf(stems[0]) : -1 };
  }).filter(function (item) { return item.weight > 0; });
  found.sort(function (a, b) { return b.weight - a.weight; });

  var told = document.getElementById("told"), list = document.getElementById("found");
  var shown = found.slice(0, 40);
  told.textContent = found.length
    ? "По запросу «" + asked + "» найдено мест: " + found.length + (found.length > 40 ? ". Показаны первые 40." : ".")
    : "По запросу «" + asked + "» ничего не найдено. Попробуйте другое слово или его начало.";
  shown.forEach(function (item) {
    var row = document.createElement("li"), link = document.createElement("a"), words = document.createElement("p");
    var from = Math.max(0, item.at - 60), text = item.page.text.slice(from, from + 180);
    if (from) { text = text.slice(text.indexOf(" ") + 1); }
    link.href = item.page.link;
    link.textContent = item.page.title;
    words.textContent = (from ? "… " : "") + text + (from + 180 < item.page.text.length ? " …" : "");
    row.append(link, item.page.title === item.page.page ? "" : " — " + item.page.page, words);
    list.append(row);
  });
})();
