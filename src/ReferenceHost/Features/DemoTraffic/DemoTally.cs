using System.Net;

namespace ReferenceHost.Features.DemoTraffic;

/// <summary>What became of a shopper's requests.</summary>
internal sealed class DemoTally(DemoShopper shopper)
{
    public DemoShopper Shopper { get; } = shopper;

    public int Requests => Succeeded + Refused + Failed;

    public int Succeeded { get; private set; }

    /// <summary>Answered with 4xx: not found, in conflict, or not allowed.</summary>
    public int Refused { get; private set; }

    /// <summary>Answered with 5xx.</summary>
    public int Failed { get; private set; }

    public void Add(HttpStatusCode status)
    {
        if (status >= HttpStatusCode.InternalServerError)
            Failed++;
        else if (status >= HttpStatusCode.BadRequest)
            Refused++;
        else
            Succeeded++;
    }
}
