// SPDX-License-Identifier: GPL-3.0-or-later
// The ground of the map: projection, sea, land, borders of countries and of the American states.

const d3 = globalThis.d3,
  topojson = globalThis.topojson;
const SEA = "#f3f6f9",
  LAND = "#ffffff",
  BORDER = "#c6ced7",
  STATE = "#dfe4ea";

let outlines = null;

/** Outlines from the page's data blocks, read once. */
function readOutlines() {
  if (outlines) return outlines;
  const world = JSON.parse(document.getElementById("atlas-world").textContent);
  const states = JSON.parse(document.getElementById("atlas-states").textContent);
  outlines = {
    land: topojson.feature(world, world.objects.countries),
    borders: topojson.mesh(world, world.objects.countries),
    states: topojson.mesh(states, states.objects.states, (a, b) => a !== b),
  };
  return outlines;
}

/** A projection that shows these points in a box: the whole round earth, or an equal-area view around
 *  their middle. */
export function projectionFor(points, width, height) {
  const center = d3.geoCentroid({ type: "MultiPoint", coordinates: points });
  const reach = points.reduce((most, point) => Math.max(most, d3.geoDistance(point, center)), 0);
  const wide = reach > 1.1;
  const projection = wide
    ? d3.geoNaturalEarth1()
    : d3.geoAzimuthalEqualArea().rotate([-center[0], -center[1]]).clipAngle(80);
  const room =
    reach < 0.01
      ? [
          [center[0] - 1, center[1] - 0.6],
          [center[0] + 1, center[1] + 0.6],
        ]
      : [];
  return projection.fitExtent(
    [
      [26, 26],
      [width - 26, height - 26],
    ],
    { type: "MultiPoint", coordinates: [...points, ...room] },
  );
}

/** Sea, land, states and borders. */
export function drawOutlines(context, projection, width, height) {
  const { land, borders, states } = readOutlines();
  const path = d3.geoPath(
    projection.clipExtent([
      [-5, -5],
      [width + 5, height + 5],
    ]),
    context,
  );
  const stroke = (shape, color, line) => {
    context.beginPath();
    path(shape);
    context.strokeStyle = color;
    context.lineWidth = line;
    context.stroke();
  };
  context.fillStyle = SEA;
  context.fillRect(0, 0, width, height);
  context.beginPath();
  path(land);
  context.fillStyle = LAND;
  context.fill();
  stroke(states, STATE, 0.8);
  stroke(borders, BORDER, 0.9);
  projection.clipExtent(null);
}
