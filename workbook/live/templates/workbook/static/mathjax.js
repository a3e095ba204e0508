// Pages of the workbook hold no formulas: this stands in for MathJax so that nothing is fetched from elsewhere.
(function () {
  var nothing = function () {};
  window.MathJax = {
    Hub: { Config: nothing, Configured: nothing, Queue: nothing, Typeset: nothing, Register: { StartupHook: nothing } }
  };
})();
