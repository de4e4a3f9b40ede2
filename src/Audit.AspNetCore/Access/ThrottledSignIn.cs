using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Audit.AspNetCore.Access;

/// <summary>The credentials of this request were not looked at, because there were too many wrong ones before.</summary>
internal sealed class ThrottledSignIn(TimeSpan retryAfter)
{
    public TimeSpan RetryAfter => retryAfter;

    /// <summary>Answers 429 when that is why nobody is signed in.</summary>
    /// <returns>Whether it is.</returns>
    public static bool Refuse(HttpContext context)
    {
        if (context.Features.Get<ThrottledSignIn>() is not { } throttled)
            return false;
        throttled.Write(context.Response);
        return true;
    }

    public void Write(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.RetryAfter = ((long)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }
}
