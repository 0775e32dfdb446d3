# SPDX-License-Identifier: GPL-3.0-or-later
#
# The performance profile of the runs that summary.awk has read, as an SVG file (Dolan, More 2002): for each solver the
# share of programs it solves within a factor tau of the time of the fastest solver of that program, over log2 tau. What
# it never solves, or never ran on, it solves within no factor. `measure` is time, primal or primal-dual (the integrals,
# in which every run counts). Times below a hundredth of a second count as that. A profile depends on who is compared:
# between two of the solvers that are not the fastest it does not judge.

function sort_numbers(list, n,   i, k, value) {
    for (i = 2; i <= n; i++) {
        value = list[i]
        for (k = i; k > 1 && list[k - 1] > value; k--) list[k] = list[k - 1]
        list[k] = value
    }
}

# ratio[solver, 1..reached[solver]]: log2 of factors, in order. Returns the largest.
function find_ratios(   p, s, key, least, largest, list, n, k) {
    for (p = 1; p <= problem_count; p++) {
        least = ""
        for (s = 1; s <= solver_count; s++) {
            key = problems[p] SUBSEP solvers[s]
            if (!counts[key]) continue
            score[key] = more(score[key], 0.01)
            if (least == "" || score[key] < least) least = score[key]
        }
        for (s = 1; s <= solver_count; s++) {
            key = problems[p] SUBSEP solvers[s]
            if (counts[key]) ratio[solvers[s], ++reached[solvers[s]]] = log(score[key] / least) / log(2)
        }
    }
    for (s = 1; s <= solver_count; s++) {
        n = reached[solvers[s]]
        for (k = 1; k <= n; k++) list[k] = ratio[solvers[s], k]
        sort_numbers(list, n)
        for (k = 1; k <= n; k++) ratio[solvers[s], k] = list[k]
        if (n > 0) largest = more(largest, list[n])
    }
    return largest
}

function escaped(text) { gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); gsub(/>/, "\\&gt;", text); return text }
function x_of(value) { return sprintf("%.1f", 70 + 480 * value / span) }
function y_of(share) { return sprintf("%.1f", 350 - 300 * share) }
function measured() { return measure == "time" ? "time" : measure " integral" }
function label(x, y, anchor, text) {
    printf "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>\n", x, y, anchor, escaped(text) > svg
}

function draw_axes(   k, step) {
    print "<g stroke=\"#ddd\">" > svg
    for (k = 0; k <= 5; k++) printf "<path d=\"M70,%sH550\"/>\n", y_of(k / 5) > svg
    step = span <= 10 ? 1 : int(span / 10) + 1
    for (k = 0; k <= span; k += step) printf "<path d=\"M%s,50V350\"/>\n", x_of(k) > svg
    print "</g>\n<path d=\"M70,50V350H550\" fill=\"none\" stroke=\"#333\"/>" > svg
    for (k = 0; k <= 5; k++) label(62, y_of(k / 5) + 4, "end", sprintf("%.1f", k / 5))
    for (k = 0; k <= span; k += step) label(x_of(k), 370, "middle", k)
    label(310, 395, "middle", "log2 of the factor of the best solver's " measured())
    printf "<g transform=\"rotate(-90 24 200)\">" > svg
    label(24, 200, "middle", "share of programs")
    print "</g>" > svg
}

function draw_solver(s,   name, style, n, k, path) {
    name = solvers[s]; n = reached[name] + 0
    split("#0072b2 #d55e00 #009e73 #cc79a7 #e69f00 #56b4e9 #000000", colours, " ")
    split("none 7,4 2,3 9,3,2,3 12,4 1,2 5,2", dashes, " ")
    k = (s - 1) % 7 + 1
    style = "stroke=\"" colours[k] "\" stroke-dasharray=\"" dashes[k] "\" stroke-width=\"2.5\""
    path = "M" x_of(0) "," y_of(0)
    for (k = 1; k <= n; k++) path = path "H" x_of(ratio[name, k]) "V" y_of(k / problem_count)
    print "<path d=\"" path "H" x_of(span) "\" fill=\"none\" " style "/>" > svg
    printf "<path d=\"M566,%dH596\" fill=\"none\" %s/>\n", 44 + 24 * s, style > svg
    label(604, 48 + 24 * s, "start", name)
}

function draw_profile(file,   s) {
    svg = file
    span = int(find_ratios()) + 1
    print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 410\" width=\"720\" height=\"410\"" \
        " role=\"img\" font-family=\"sans-serif\" font-size=\"13\" fill=\"#222\">" > svg
    print "<title>Performance profile</title>\n<rect width=\"720\" height=\"410\" fill=\"#fff\"/>" > svg
    label(310, 30, "middle", "Performance profile: " problem_count " programs, " measured() \
        (measure == "time" ? " until the gap is at most " goal + 0 : ""))
    draw_axes()
    for (s = 1; s <= solver_count; s++) draw_solver(s)
    print "</svg>" > svg
    close(svg)
}
