using Microsoft.AspNetCore.Http;

namespace Audit.AspNetCore.AccessEvents;

/// <summary>Records what only the application knows of signing in; the rest is recorded without being told. Thread-safe.</summary>
public interface IAccessEvents
{
    /// <summary>Records <c>auth.sign_in_failed</c>: for a form whose password was wrong, or an account that is locked.</summary>
    /// <param name="user">The name that was given. Secrets that give themselves away are removed from it; <see langword="null"/> to leave it out.</param>
    /// <param name="reason">Why it failed, for example <c>wrong password</c>; never the password.</param>
    /// <param name="cancellationToken">Ends the wait for room in the queue.</param>
    ValueTask SignInFailedAsync(string? user, string reason, CancellationToken cancellationToken = default);

    /// <summary>
    /// Records <c>auth.sign_in_failed</c> of a request that an authentication handler refuses by itself, in the answer of a sign-in provider for example. That it is
    /// answered with 401 or 403 is then no event of its own. When very many fail, they are counted rather than recorded one by one.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="scheme">The scheme of the handler.</param>
    /// <param name="reason">Why it failed; secrets that give themselves away are removed from it.</param>
    ValueTask SignInFailedAsync(HttpContext request, string scheme, string reason);
}
