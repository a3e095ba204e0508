(function () {
  "use strict";
  // A printed page is a point lower than the slide: what crosses its edge would go on to the next page and be lost.
  var HEIGHT = 720, WIDTH = 1280, PAPER = 718, FOOT = 60, LARGEST = 1.24, SMALLEST = 0.6;

  // Finds the largest type with which all of a slide is seen; what does not go even so is marked for the tests.
  function fit(section) {
    var page = section.querySelector(":scope > .sl-page"), size = LARGEST;
    function over() {
      var top = page.getBoundingClientRect().top;
      return page.scrollHeight > PAPER || page.offsetHeight > PAPER || page.scrollWidth > WIDTH ||
        Array.prototype.some.call(page.querySelectorAll("*"), function (part) {
          return !part.closest(".cp-hidden") && part.getBoundingClientRect().bottom - top > HEIGHT - FOOT;
        });
    }
    page.style.setProperty("--fit", size);
    while (over() && size > SMALLEST) {
      size -= 0.04;
      page.style.setProperty("--fit", size.toFixed(2));
    }
    section.setAttribute("data-fit", size.toFixed(2));
    if (over()) { section.setAttribute("data-overflow", ""); }
  }

  function start() {
    document.body.classList.add("measuring");
    document.querySelectorAll(".sl-page").forEach(function (page) { fit(page.parentElement); });
    document.body.classList.remove("measuring");
    Reveal.initialize({
      width: WIDTH, height: HEIGHT, margin: 0, center: false, hash: true, transition: "none",
      backgroundTransition: "none", navigationMode: "linear", slideNumber: "c/t", controlsTutorial: false,
      defaultTiming: 0, pdfSeparateFragments: false, pdfMaxPagesPerSlide: 1, scrollActivationWidth: null,
      plugins: [RevealNotes]
    });
  }

  if (document.readyState === "complete") { start(); } else { window.addEventListener("load", start); }
})();
