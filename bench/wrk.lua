-- Sends the requests of a list made by bench/targets.py, in turn; a list that may be sent once ends the run, and its
-- next run begins after those that were sent (the second word).
-- Each request comes from another address, as those of many citizens do.
function init(args)
  local list = dofile(args[1])
  requests, once = list.requests, list.once
  position = tonumber(args[2]) or 0
  math.randomseed(311)
end

function request()
  position = position + 1
  if position > #requests then
    if once then wrk.thread:stop() end
    position = 1
  end
  local given = requests[position]
  local headers = { ["Host"] = "localhost", ["Accept-Encoding"] = "gzip", ["Cookie"] = given.cookie,
    ["X-Forwarded-For"] = string.format("10.%d.%d.%d", math.random(1, 250), math.random(1, 250), math.random(1, 250)) }
  if given.type then headers["Content-Type"] = given.type end
  return wrk.format(given.method, given.path, headers, given.body)
end

function done(summary, latency, requests)
  local bad = summary.errors
  io.write(string.format("\nRESULT %d %d %d %.3f %.3f %.3f\n", summary.requests, summary.duration,
    bad.connect + bad.read + bad.write + bad.status + bad.timeout,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency.max / 1000))
end
