-- Sends the lines of a file in turn: wrk … -- <file> <run>. Each line is a Cookie header (or nothing), a tab, a body.
-- In bodies, @N@ becomes what no other request of any run has. Ends with one line of JSON.

local lines, at, run = {}, 0, ""
local thread
refused = 0

local function request_of(cookie, body)
  local headers = { ["Content-Type"] = "application/json", ["X-Portal-CSRF"] = "1" }
  if cookie ~= "" then headers["Cookie"] = cookie end
  return wrk.format("POST", "/graphql", headers, body)
end

function setup(only_thread)
  thread = only_thread
end

function init(args)
  run = args[2]
  for line in io.lines(args[1]) do
    local cookie, body = line:match("^([^\t]*)\t(.*)$")
    local varies = body:find("@N@", 1, true) ~= nil
    lines[#lines + 1] = { cookie = cookie, body = body, text = not varies and request_of(cookie, body) }
  end
end

function request()
  at = at + 1
  local line = lines[(at - 1) % #lines + 1]
  return line.text or request_of(line.cookie, (line.body:gsub("@N@", run .. at)))
end

-- GraphQL refuses with status 200: by `errors`, or by our `userErrors`.
function response(_status, _headers, body)
  if body:find('rrors":[{', 1, true) then refused = refused + 1 end
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  print(string.format(
    '{"requests": %d, "seconds": %f, "failed": %d, "median_ms": %f, "p99_ms": %f}',
    summary.requests, summary.duration / 1e6, failed + thread:get("refused"),
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
