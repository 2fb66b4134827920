"""Banks' files of payout batches, for those of the vendor's team who pay."""

from __future__ import annotations

from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from portal.core.problems import Problem, RequestRefused
from portal.core.runtime import Runtime
from portal.core.work import open_work
from portal.payouts.batches import payout_file
from portal.web.refusals import refused
from portal.web.sessions import read_request


async def payout_batch_xml(http: HttpRequest) -> Response:
    """The file of one batch, the same bytes each time."""
    runtime: Runtime = http.app.state.runtime
    batch_id = http.path_params["batch_id"]
    try:
        async with open_work(runtime, read_request(http.headers, http.client, runtime.settings)) as work:
            content = await payout_file(work, batch_id)
    except (RequestRefused, Problem) as error:
        return refused(error)
    headers = {"content-disposition": f'attachment; filename="{batch_id}.xml"', "cache-control": "no-store"}
    return Response(content, media_type="application/xml", headers=headers)
