// SPDX-License-Identifier: GPL-3.0-or-later
// What a person does with the pages: looks, clicks, sorts, searches. And what must never happen:
// a request, an error, a script that came in with a name.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const FOLDER = process.env.PAGES;
const REAL = join(FOLDER, "real", "report.html"),
  NASTY = join(FOLDER, "nasty", "report.html");
const SWEEP = join(FOLDER, "sweep", "sweep.html");
const SWEEPS = join(FOLDER, "sweeps", "sweep.html");
const PAID = join(FOLDER, "paid", "report.html");
const REFUSED = join(FOLDER, "refused", "sweep.html");
const FRONTIER = join(FOLDER, "frontier", "frontier.html"),
  TINY = join(FOLDER, "tiny", "report.html");
const HOSTILE = "</script><script>window.__xss=1</script>";

let browser;

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  });
});
after(() => browser?.close());

/** Opens a page, hands it to `look`, and lets nothing pass that went wrong meanwhile. */
async function open(file, look, { width = 1280, hash = "" } = {}) {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const wrong = [],
    url = pathToFileURL(file).href;
  page.on("console", (message) => wrong.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  page.on(
    "request",
    (request) =>
      request.url().split("#")[0] === url ||
      request.url().startsWith("data:") ||
      wrong.push(`request: ${request.url()}`),
  );
  page.on("dialog", (dialog) => {
    wrong.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  await page.goto(url + hash);
  await page.waitForSelector("main section");
  await look(page);
  assert.equal(await page.evaluate(() => window.__xss), undefined, "a script ran that came in with a name");
  assert.deepEqual(wrong, []);
  await page.close();
}

const dataOf = (file) =>
  JSON.parse(
    /<script type="application\/json" id="bailiwick-data">(.*?)<\/script>/s.exec(readFileSync(file, "utf8"))[1],
  );

/** How many colours the canvas shows, and a digest of its pixels. */
const pixels = (page, selector) =>
  page.locator(selector).evaluate((canvas) => {
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const data = copy.getImageData(0, 0, canvas.width, canvas.height).data;
    const colors = new Set();
    let sum = 0;
    for (let k = 0; k < data.length; k += 4) {
      const color = (data[k] << 16) | (data[k + 1] << 8) | data[k + 2];
      colors.add(color);
      sum = (Math.imul(sum, 31) + color) | 0;
    }
    return { colors: colors.size, sum };
  });

const firstCells = (page, section) => page.locator(`${section} tbody tr > :first-child`).allInnerTexts();

test("the front page shows every section of a whole plan", () =>
  open(REAL, async (page) => {
    for (const id of ["summary", "map", "territories", "moves", "performance", "goal", "quotas", "pay", "forecast", "potential", "fairness", "data", "run"]) {
      assert.equal(await page.locator(`#${id}`).count(), 1, id);
    }
    assert.match(await page.locator("#summary").innerText(), /No plan (at all )?can cost less/);
    assert.ok((await page.locator(".tile").count()) >= 5);
  }));

test("the figures of the headline are those of the plan", () =>
  open(REAL, async (page) => {
    const plan = dataOf(REAL),
      words = await page.locator("#summary").innerText();
    assert.ok(words.includes(Math.round(plan.objective).toLocaleString("en-US")), "objective");
    assert.ok(words.includes(`${plan.moved_accounts.toLocaleString("en-US")} of`), "moved accounts");
    assert.ok(words.includes(`${(plan.moved_revenue_share * 100).toFixed(1)}\u00a0%`), "moved revenue");
  }));

test("last year's attainment is shown rep by rep, highest first, with those who are ahead named", () =>
  open(REAL, async (page) => {
    const { reps } = dataOf(REAL),
      known = reps.filter((rep) => rep.last_year.attainment !== null);
    const shown = (await page.locator("#performance tbody .chance").allInnerTexts()).map((text) => Number.parseInt(text.match(/\d+(?=\s*%\s*$)/)[0], 10));
    assert.deepEqual(shown, known.map((rep) => Math.round(rep.last_year.attainment * 100)).sort((a, b) => b - a));
    const selling = known.filter((rep) => rep.competes),
      best = selling.reduce((a, b) => (b.last_year.attainment > a.last_year.attainment ? b : a));
    const words = await page.locator("#performance .tiles").innerText();
    assert.ok(words.includes(best.rep_name) && words.includes(`of ${selling.length}`));
    assert.match(await page.locator("#performance .lead").innerText(), /accounts that a rep owns today/);
    assert.ok(known.length > selling.length, "a manager with house accounts may be ahead of all who are counted");
    assert.match(await page.locator("#performance .lead").innerText(), /the table have those with house accounts too/);
  }));

test("a rep's page says what a poor, a middling and a good year pay, as the paths of the forecast do", () => {
  const plan = dataOf(REAL),
    rep = plan.reps.find((one) => one.competes && one.quota.quota > 0);
  return open(
    REAL,
    async (page) => {
      const rows = (await page.locator("#rep-pay tbody tr").allInnerTexts()).map((text) => text.split("\t"));
      assert.equal(rows.length, 5);
      for (const [words, of] of [["poor", "p10"], ["middle", "p50"], ["good", "p90"]]) {
        const shown = Number.parseInt(rows.find((row) => row[0].includes(words))[3], 10);
        assert.ok(Math.abs(shown - 100 * rep.quota.payout[of]) <= 1, `${words}: ${shown}`);
      }
      assert.match(rows.find((row) => row[0] === "Quota")[3], /^100/);
      const ahead = plan.reps.filter((one) => one.competes && one.last_year.attainment > rep.last_year.attainment).length;
      const tiles = await page.locator(".tiles").first().innerText();
      assert.match(tiles, new RegExp(`No\\. ${ahead + 1} of 14 reps: `));
      assert.match(tiles, /of a quota of .+, by the accounts owned today; their growth /);
    },
    { hash: `#rep=${rep.rep_id}` },
  );
});

test("what the quotas pay is shown for the company and each rep who competes, with the curve in words", () =>
  open(REAL, async (page) => {
    const { quotas, reps } = dataOf(REAL);
    const words = await page.locator("#pay").innerText();
    assert.match(words, /Nothing is paid up to 50\u00a0% of quota/);
    assert.match(words, /Add target_pay to reps.csv/);
    assert.ok(words.includes(`${Math.round((100 * quotas.pay.mean) / quotas.pay_budget)}\u00a0%`));
    assert.equal(await page.locator("#pay .table-box").last().locator("tbody tr").count(), reps.filter((rep) => rep.competes).length);
  }));

test("target incentives give what quotas pay in money, and a steep curve keeps its figures apart", () =>
  open(PAID, async (page) => {
    const { quotas } = dataOf(PAID),
      words = await page.locator("#pay .tiles").innerText();
    assert.match(words, /Budget\s+20\.0\u00a0k/);
    assert.match(words, new RegExp(`Expected pay\\s+${Math.round(quotas.pay.mean / 1e3)}`));
    const rows = (await page.locator("#pay .table-box").last().locator("tbody tr").allInnerTexts()).map((text) => text.split("\t"));
    assert.deepEqual(rows.map((cells) => cells[1]).sort(), ["0", "20.0\u00a0k"]);
    assert.equal(rows.find((cells) => cells[1] === "0").at(-1), "0");
    const heights = await page.locator("#pay .tick[text-anchor=end]").evaluateAll((all) => all.map((one) => Number(one.getAttribute("y"))));
    assert.ok(heights.length > 2);
    heights.forEach((y, k) => assert.ok(k === 0 || heights[k - 1] - y >= 14, `${heights}`));
  }));

test("what does not change has no sign", () =>
  open(REAL, async (page) => {
    const cells = await page.locator("td").allInnerTexts();
    assert.ok(cells.some((text) => /^\+\d/.test(text)));
    assert.deepEqual(cells.filter((text) => /^[+\u2212]0(\.0+)?\b(?!\.)/.test(text)), []);
  }));

test("a rep's page names the customers with most room, the accounts to be won and those expected to buy less", () => {
  const { reps, accounts } = dataOf(REAL),
    r = reps.findIndex((rep) => rep.competes),
    own = accounts.account_id.map((_, i) => i).filter((i) => accounts.rep[i] === r);
  /* The names of those who share the largest figure. */
  const first = (members, of) => {
    const most = Math.max(...members.map(of));
    return members.filter((i) => of(i) === most).map((i) => accounts.account_name[i]);
  };
  const buying = own.filter((i) => accounts.revenue[i] > 0);
  return open(
    REAL,
    async (page) => {
      const tops = await page
        .locator("#rep-coaching .coaching table")
        .evaluateAll((all) => all.map((one) => one.querySelector("tbody th").innerText));
      const wanted = [
        first(buying, (i) => accounts.white_space[i]),
        first(own.filter((i) => !(accounts.revenue[i] > 0)), (i) => accounts.potential[i]),
        first(buying, (i) => accounts.revenue[i] - accounts.forecast[i]),
      ];
      assert.equal(tops.length, wanted.length);
      tops.forEach((top, k) => assert.ok(wanted[k].includes(top), top));
      const share = Math.round((100 * buying.length) / own.length);
      assert.match(await page.locator("#rep-coaching table").first().innerText(), new RegExp(`bought in the last 12 months\\s+${share}\u00a0%`));
    },
    { hash: `#rep=${reps[r].rep_id}` },
  );
});

test("a manager finds the team: reps, their quotas added up, and how they did", () =>
  open(REAL, async (page) => {
    const { reps } = dataOf(REAL),
      table = page.locator("#quotas table").last();
    const rows = (await table.locator("tbody tr").allInnerTexts()).map((text) => text.split("\t"));
    const leaders = reps.filter((rep) => reps.some((other) => other.manager_id === rep.rep_id));
    assert.ok(leaders.length > 1);
    for (const leader of leaders) {
      const team = reps.filter((rep) => rep === leader || rep.manager_id === leader.rep_id).filter((rep) => rep.quota.quota),
        row = rows.find((cells) => cells[0].includes(leader.rep_name));
      const quota = team.reduce((sum, rep) => sum + rep.quota.quota, 0);
      assert.equal(row[1], String(team.filter((rep) => rep.competes).length));
      assert.ok(Math.abs(Number.parseFloat(row[2]) - quota / 1e6) < 0.051, `${row[2]} ${quota}`);
    }
    const forecast = reps.reduce((sum, rep) => sum + (rep.quota.quota ? rep.quota.forecast.mean : 0), 0);
    const all = (await page.locator("#quotas tfoot").innerText()).split(/\t/);
    assert.ok(Math.abs(Number.parseFloat(all.find((cell) => cell.endsWith("M"))) - forecast / 1e6) < 0.051, `${all}`);
  }));

test("the goal is shown among targets of rising size and falling chance, and quotas among healthy ones", () =>
  open(REAL, async (page) => {
    const { quotas, last_12_months } = dataOf(REAL),
      [targets, sums] = [page.locator("#goal table").nth(0), page.locator("#goal table").nth(1)];
    const chances = async (of) =>
      (await of.locator("tbody .chance").allInnerTexts()).map((text) => Number.parseInt(text.match(/\d+/)[0], 10));
    for (const of of [targets, sums]) {
      const shown = await chances(of);
      assert.equal(shown.length, 4);
      assert.deepEqual(shown, [...shown].sort((a, b) => b - a), "the larger the amount, the smaller the chance");
      assert.equal(await of.locator("tr.chosen").count(), 1);
    }
    const million = (x) => `${(x / 1e6).toFixed(1)}\u00a0M`;
    for (const one of quotas.target_for_chance)
      assert.ok((await targets.innerText()).includes(million(one.target)), `target of ${one.chance}`);
    const chosen = await targets.locator("tr.chosen").innerText();
    assert.match(chosen, new RegExp(million(quotas.company_target)));
    assert.ok(chosen.includes(`+${(100 * (quotas.company_target / last_12_months - 1)).toFixed(1)}\u00a0%`), chosen);
  }));

test("the front page speaks of chances and cost, and tells a missed window from a met one", () =>
  open(REAL, async (page) => {
    const words = await page.locator("main").innerText();
    for (const jargon of ["P(", "Objective", "relaxation", "NaN", "undefined"]) assert.ok(!words.includes(jargon), jargon);
    assert.match(words, /The chance that the company reaches its target of .* is \d+\u00a0%; the forecast is/);
    for (const off of await page.locator(".off.bad").allInnerTexts())
      assert.ok((await page.locator(".off:not(.bad)").allInnerTexts()).every((met) => met !== off), off);
  }));

test("the map is drawn, and today differs from the plan", () =>
  open(REAL, async (page) => {
    const plan = await pixels(page, "#map canvas.map");
    assert.ok(plan.colors > 50, `${plan.colors} colours`);
    await page.getByRole("button", { name: "Today", exact: true }).first().click();
    const today = await pixels(page, "#map canvas.map");
    assert.notEqual(today.sum, plan.sum);
    await page.getByRole("button", { name: "Plan", exact: true }).first().click();
    assert.equal((await pixels(page, "#map canvas.map")).sum, plan.sum);
  }));

test("the map zooms to a country and marks one territory", () =>
  open(REAL, async (page) => {
    const first = await pixels(page, "#map canvas.map");
    await page
      .getByLabel("Part of the world")
      .selectOption({ label: await page.locator("#map select option").last().innerText() });
    const zoomed = await pixels(page, "#map canvas.map");
    assert.notEqual(zoomed.sum, first.sum);
    await page.locator(".legend button").first().click();
    assert.notEqual((await pixels(page, "#map canvas.map")).sum, zoomed.sum);
  }));

test("a click on an account of the map opens its rep's page", () =>
  open(REAL, async (page) => {
    const box = await page.locator("#map canvas.map").boundingBox();
    await page.locator("#map canvas.map").scrollIntoViewIfNeeded();
    const found = await page.evaluate(() => {
      const canvas = document.querySelector("#map canvas.map");
      for (let y = 20; y < canvas.clientHeight - 20; y += 3) {
        for (let x = 20; x < canvas.clientWidth - 20; x += 3) {
          const at = canvas.getBoundingClientRect();
          canvas.dispatchEvent(
            new PointerEvent("pointermove", { clientX: at.left + x, clientY: at.top + y, bubbles: true }),
          );
          if (!document.querySelector("#map .map-tip").hidden) return [x, y];
        }
      }
      return null;
    });
    assert.ok(found && box, "no account under any point");
    await page.locator("#map canvas.map").click({ position: { x: found[0], y: found[1] } });
    await page.waitForSelector(".rep-page");
  }));

test("a row of the territories opens the rep's page, whose quota lines add up", () =>
  open(REAL, async (page) => {
    const plan = dataOf(REAL);
    await page.locator("#territories tbody tr").first().locator("td").nth(1).click();
    await page.waitForSelector(".rep-page");
    const id = decodeURIComponent((await page.evaluate(() => location.hash)).slice("#rep=".length));
    const rep = plan.reps.find((one) => one.rep_id === id);
    const sum = rep.quota.lines.reduce((total, line) => total + line.amount, 0);
    assert.ok(Math.abs(sum - rep.quota.quota) < 0.01, `${sum} is not ${rep.quota.quota}`);
    assert.equal(await page.locator("table.lines tbody tr").count(), rep.quota.lines.length);
    assert.ok(
      (await page.locator("table.lines tfoot").innerText()).includes(
        Math.round(rep.quota.quota).toLocaleString("en-US"),
      ),
    );
    assert.ok((await pixels(page, ".rep-page canvas.map")).colors > 20);
    await page.locator(".crumbs a").first().click();
    await page.waitForSelector(".front-page");
  }));

test("Enter on a row does what a click does", () =>
  open(REAL, async (page) => {
    await page.locator("#quotas tbody tr").first().focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector(".rep-page");
  }));

test("charts are drawn", () =>
  open(REAL, async (page) => {
    const large = "#forecast canvas >> nth=0";
    const quarters = await pixels(page, large);
    assert.ok(quarters.colors > 10);
    await page.getByRole("button", { name: "Months" }).click();
    assert.notEqual((await pixels(page, large)).sum, quarters.sum);
  }));

test("the accounts with the most white space come first, with what makes their potential", () =>
  open(REAL, async (page) => {
    const a = await page.evaluate(() => JSON.parse(document.getElementById("bailiwick-data").textContent).accounts);
    const best = a.white_space.indexOf(Math.max(...a.white_space));
    const row = page.locator("#potential .table-box").last().locator("tbody tr").first();
    assert.ok((await row.innerText()).includes(a.account_name[best]));
    assert.match(await row.innerText(), /a typical customer like it buys .* the best 25 % buy/);
    assert.match(await page.locator("#potential").innerText(), /regression on 493 customers/);
  }));

test("every segment has its chart, and a group can be chosen", () =>
  open(REAL, async (page) => {
    const { forecast, hindcast } = dataOf(REAL),
      large = "#forecast canvas >> nth=0";
    const segments = forecast.curves.filter((curve) => curve.level === "segment");
    assert.equal(await page.locator("#forecast canvas").count(), 1 + segments.length);
    for (let k = 1; k <= segments.length; k++)
      assert.ok((await pixels(page, `#forecast canvas >> nth=${k}`)).colors > 10);
    const company = await pixels(page, large);
    for (const curve of [forecast.curves.find((one) => one.level === "region"), segments[0]]) {
      await page.locator("#forecast select").selectOption({ index: forecast.curves.indexOf(curve) });
      assert.notEqual((await pixels(page, large)).sum, company.sum);
      const held = hindcast.curves.find((one) => one.level === curve.level && one.name === curve.name);
      const inside = held.months.filter((row, h) => row[2] <= held.actual[h] && held.actual[h] <= row[4]).length;
      assert.match(await page.locator("#forecast").innerText(), new RegExp(`${inside} of 12 months were inside`));
    }
  }));

test("the year held out is in the chart and in a table, level by level", () =>
  open(REAL, async (page) => {
    const { hindcast } = dataOf(REAL),
      company = hindcast.lines.find((line) => line.level === "company");
    const cells = await page.locator("#forecast table.backtest tbody tr").first().locator("td").allInnerTexts();
    assert.equal(await page.locator("#forecast table.backtest tbody tr").count(), hindcast.lines.length);
    assert.equal(cells[1], `${(company.year_error * 100).toFixed(1)}\u00a0%`);
    const booked = hindcast.curves[0].actual.reduce((total, month) => total + month, 0);
    const error = Math.abs(hindcast.curves[0].year.mean / booked - 1);
    assert.ok(Math.abs(error - company.year_error) < 1e-3, `${error} is not ${company.year_error}`);
  }));

test("a rep's page says of every account why it is forecast as it is", () =>
  open(
    REAL,
    async (page) => {
      await page.waitForSelector("#rep-forecast");
      const why = await page.locator("#rep-forecast tbody td.words").allInnerTexts();
      assert.ok(why.length > 0 && why.every((words) => /^(Orders|Last order|Never ordered).*; method /.test(words)));
      await page.locator("#rep-forecast input[type=search]").fill("treated as one-off");
      const odd = await page.locator("#rep-forecast tbody td.words").allInnerTexts();
      assert.ok(odd.every((words) => words.includes("treated as one-off")));
    },
    { hash: `#rep=${encodeURIComponent(dataOf(REAL).reps.find((rep) => rep.competes).rep_id)}` },
  ));

test("tables sort by a heading, both ways", () =>
  open(REAL, async (page) => {
    const revenue = async () =>
      (await page.locator("#moves tbody tr td:nth-child(6)").allInnerTexts()).map((text) => {
        const [figure, unit] = text.split("\u00a0");
        return Number(figure.replace(/,/g, "")) * ({ k: 1e3, M: 1e6 }[unit] ?? 1);
      });
    const falling = await revenue();
    assert.deepEqual(
      falling,
      falling.slice().sort((a, b) => b - a),
    );
    await page.locator("#moves thead button", { hasText: "Revenue" }).click();
    const rising = await revenue();
    assert.deepEqual(
      rising,
      rising.slice().sort((a, b) => a - b),
    );
    assert.equal(await page.locator('#moves th[aria-sort="ascending"]').count(), 1);
  }));

test("search and pages find an account among all", () =>
  open(REAL, async (page) => {
    const { accounts } = dataOf(REAL),
      last = accounts.account_name[accounts.account_name.length - 1];
    await page.locator("#moves .chip", { hasText: "Every account" }).click();
    assert.equal((await firstCells(page, "#moves")).length, 25);
    await page.getByRole("button", { name: "Next page" }).first().click();
    assert.match(await page.locator("#moves .pager").innerText(), /26\u201350 of/);
    await page.locator("#moves input[type=search]").fill(last);
    assert.ok((await firstCells(page, "#moves")).every((text) => text.includes(last)));
  }));

test("names that attack are shown as they are and do nothing", () =>
  open(NASTY, async (page) => {
    await page.locator("#moves .chip", { hasText: "Every account" }).click();
    await page.locator("#moves input[type=search]").fill("</script>");
    const cells = await firstCells(page, "#moves");
    assert.ok(
      cells.some((text) => text.includes(HOSTILE)),
      cells.join(" | "),
    );
    for (const word of [
      "onerror",
      "HYPERLINK",
      "svg onload",
      "{{data}}",
      "&lt;b&gt;",
      "\u{1F600}",
      "W".repeat(200),
    ]) {
      await page.locator("#moves input[type=search]").fill(word);
      assert.ok(
        (await firstCells(page, "#moves")).some((text) => text.includes(word)),
        word,
      );
    }
    assert.equal(await page.locator("main img, main iframe, main script, main object").count(), 0);
  }));

test("every rep's page opens by its id, whatever letters the id has", () =>
  open(NASTY, async (page) => {
    for (const rep of dataOf(NASTY).reps) {
      await page.evaluate(
        (hash) => {
          location.hash = hash;
        },
        `rep=${encodeURIComponent(rep.rep_id)}`,
      );
      await page.locator(".rep-page h1 .id", { hasText: rep.rep_id }).waitFor();
      assert.equal(await page.locator("main img, main script").count(), 0);
    }
  }));

test("a hover over the map shows names as text", () =>
  open(NASTY, async (page) => {
    const tips = await page.evaluate(() => {
      const canvas = document.querySelector("#map canvas.map"),
        seen = new Set(),
        tip = document.querySelector("#map .map-tip");
      const at = canvas.getBoundingClientRect();
      for (let y = 4; y < canvas.clientHeight; y += 6) {
        for (let x = 4; x < canvas.clientWidth; x += 6) {
          canvas.dispatchEvent(
            new PointerEvent("pointermove", { clientX: at.left + x, clientY: at.top + y, bubbles: true }),
          );
          if (!tip.hidden) seen.add(tip.textContent);
        }
      }
      return [...seen];
    });
    assert.ok(
      tips.some((text) => text.includes("script>")),
      `${tips.length} tips`,
    );
  }));

test("the sweep's page compares scenarios and survives hostile names", () =>
  open(SWEEP, async (page) => {
    assert.equal(
      (await page.locator("#scenarios tbody tr").count()) + (await page.locator("#failed tbody tr").count()),
      dataOf(SWEEP).scenarios.length,
    );
    assert.ok((await pixels(page, "#front canvas")).colors > 10);
  }));

test("a scenario whose quotas are refused is no rival of others, and its reason is shown", () =>
  open(REFUSED, async (page) => {
    const words = await page.locator("main").innerText();
    assert.match(words, /1 could not be planned/);
    assert.doesNotMatch(words, /Their targets differ|all alike/);
    assert.equal(await page.locator("#scenarios tbody tr").count(), 1);
    assert.match(await page.locator("#failed tbody").innerText(), /quotas can reach only 5400\.00 .* cheapest repair/);
    assert.match(await page.locator("#front .key").innerText(), /Chance of the company\u2019s target: 41/);
  }));

test("scenarios at the same place of the chart stand side by side, each with the number of its row", () =>
  open(SWEEPS, async (page) => {
    const dots = await page.locator("#front .chart").evaluate((box) => {
      const drawing = echarts.getInstanceByDom(box);
      return drawing.getOption().series[1].data.map((one) => {
        const [x, y] = drawing.convertToPixel({ seriesIndex: 1 }, one.value);
        return { x: x + one.symbolOffset[0], y: y + one.symbolOffset[1], size: one.symbolSize, label: one.label.formatter, name: one.name };
      });
    });
    assert.ok(new Set(dataOf(SWEEPS).scenarios.map((s) => s.plan.moved_revenue_share)).size < dots.length, "some coincide");
    for (const [k, a] of dots.entries())
      for (const b of dots.slice(0, k)) assert.ok(Math.hypot(a.x - b.x, a.y - b.y) >= a.size, `${a.name} covers ${b.name}`);
    assert.match(await page.locator("#summary").innerText(), /targets differ: a lower one is surer/);
    const rows = await page.locator("#scenarios tbody th").allInnerTexts();
    for (const dot of dots)
      assert.ok(rows.some((row) => row.replace(/\s+/g, " ").startsWith(`${dot.label} ${dot.name}`)), dot.name);
  }));

/** Where a point of the trade-off is drawn. */
const placeOf = (page, k) =>
  page.locator("#frontier .chart").evaluate((box, at) => {
    const drawing = echarts.getInstanceByDom(box),
      { left, top } = box.getBoundingClientRect();
    const [x, y] = drawing.convertToPixel({ seriesIndex: 0 }, drawing.getOption().series[0].data[at].value);
    return [left + x, top + y];
  }, k);

test("a click on a point of the trade-off shows its figures, and a hover its words", () =>
  open(FRONTIER, async (page) => {
    const points = dataOf(FRONTIER).frontier,
      tiles = page.locator("#point");
    assert.equal(await page.locator("#frontier tbody tr").count(), points.length);
    const shown = (share) => `${(share * 100).toFixed(1)}\u00a0%`;
    assert.ok((await tiles.innerText()).includes(shown(points[3].max_deviation)), "the plan at hand comes first");
    const before = await pixels(page, "#frontier canvas");
    await page.mouse.move(...(await placeOf(page, 1)));
    assert.notEqual((await pixels(page, "#frontier canvas")).sum, before.sum);
    await page.mouse.click(...(await placeOf(page, 1)));
    assert.ok((await tiles.innerText()).includes(shown(points[1].max_deviation)));
    await page.locator("#frontier tbody tr").first().click();
    assert.ok((await tiles.innerText()).includes(shown(points[0].max_deviation)));
  }));

test("every point of the trade-off stands between its bound and the budget's end", () =>
  open(FRONTIER, async (page) => {
    const points = dataOf(FRONTIER).frontier;
    for (let k = 0; k < points.length; k++) {
      assert.ok(points[k].used <= points[k].budget * (1 + 1e-9) && points[k].bound <= points[k].objective);
      const [x, y] = await placeOf(page, k);
      const [left, above] = k ? await placeOf(page, k - 1) : [-Infinity, -Infinity];
      assert.ok(x > left && y >= above, "cost falls to the right");
    }
  }));

test("the report has the trade-off that was asked for, with points that a smaller budget serves marked", () =>
  open(TINY, async (page) => {
    const outcomes = await page.locator("#frontier tbody td:last-child").allInnerTexts();
    assert.deepEqual(outcomes, ["Optimal", "Dominated", "Dominated", "Optimal"]);
    assert.equal(await page.locator("nav.top a", { hasText: "Trade-off" }).count(), 1);
  }));

test("on A4 paper things stand side by side as on a wide screen, and a table says how many rows it leaves out", () =>
  open(
    REAL,
    async (page) => {
      await page.emulateMedia({ media: "print" });
      const columns = (selector) =>
        page.locator(selector).first().evaluate((box) => getComputedStyle(box).gridTemplateColumns.split(" ").length);
      assert.equal(await columns("#goal .halves"), 2);
      const pager = page.locator("#moves .pager");
      assert.ok(await pager.locator("span").isVisible());
      assert.equal(await pager.locator("button:visible").count(), 0);
      const heads = await page.$$eval("thead button", (all) => all.map((one) => getComputedStyle(one).display));
      assert.ok(heads.length > 20 && heads.every((display) => display === "contents"), "headings are repeated as words");
    },
    { width: 1031 },
  ));

test("on paper a chart drawn for a wider screen is whole, and dots keep the colours of the map", () =>
  open(
    REAL,
    async (page) => {
      await page.emulateMedia({ media: "print" });
      const [box, canvas, ink] = await page.locator("#rep-history .card").evaluate((card) => {
        card.style.width = "400px";
        const drawn = card.querySelector("canvas");
        return [card.getBoundingClientRect(), drawn.getBoundingClientRect(), drawn.width / drawn.height];
      });
      assert.ok(canvas.right <= box.right && canvas.bottom <= box.bottom, `${canvas.right} ${box.right}`);
      assert.ok(Math.abs(canvas.width / canvas.height - ink) < 0.02, "not squeezed");
      assert.equal(await page.locator(".dot").first().evaluate((dot) => getComputedStyle(dot).printColorAdjust), "exact");
    },
    { hash: `#rep=${encodeURIComponent(dataOf(REAL).reps.find((rep) => rep.competes).rep_id)}` },
  ));

test("a search for an account that stays finds it among those that the filter leaves out", () => {
  const { accounts } = dataOf(REAL),
    stays = accounts.account_id.findIndex((_, i) => accounts.owner[i] >= 0 && accounts.rep[i] === accounts.owner[i]);
  return open(REAL, async (page) => {
    const moves = page.locator("#moves");
    await moves.getByRole("searchbox").fill(accounts.account_name[stays]);
    assert.match(await moves.locator("tbody").innerText(), /^Nothing here, but in\s+Every account/);
    await moves.locator("tbody .chip").click();
    assert.ok((await moves.locator("tbody").innerText()).includes(accounts.account_id[stays]));
    assert.match(await moves.locator('.chips [aria-pressed="true"]').innerText(), /Every account/);
  });
});

test("a report has no trade-off that was not asked for", () =>
  open(REAL, async (page) => assert.equal(await page.locator("#frontier").count(), 0)));

for (const hash of ["", "rep"])
  test(`on a phone no row of the ${hash || "front"} page is a screen high, and the steps of a quota are seen`, () =>
    open(
      REAL,
      async (page) => {
        const heights = await page.$$eval("tbody tr", (rows) => rows.map((row) => row.getBoundingClientRect().height));
        assert.ok(heights.length > 20 && Math.max(...heights) < 260, `${Math.max(...heights)} pixels`);
        const ends = await page.$$eval(".waterfall rect", (bars) =>
          bars.map((bar) => bar.getBoundingClientRect()).filter((box) => box.width).map((box) => box.right),
        );
        assert.equal(ends.length > 0, hash === "rep");
        assert.ok(Math.max(0, ...ends) <= 390);
      },
      { width: 390, hash: hash && `#rep=${encodeURIComponent(dataOf(REAL).reps[0].rep_id)}` },
    ));

for (const [words, file, hash] of [
  ["front page", REAL, ""],
  ["nasty page", NASTY, ""],
  ["rep page", NASTY, "rep"],
  ["sweep page", SWEEP, ""],
  ["trade-off page", FRONTIER, ""],
]) {
  test(`the ${words} fits into 390 pixels`, () =>
    open(
      file,
      async (page) => {
        const [inner, client] = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.clientWidth,
        ]);
        assert.ok(inner <= client, `${inner} > ${client}`);
      },
      { width: 390, hash: hash && `#rep=${encodeURIComponent(dataOf(NASTY).reps[0].rep_id)}` },
    ));
}
