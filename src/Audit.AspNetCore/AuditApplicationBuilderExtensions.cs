using Audit.AspNetCore.Attribution;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Attributes what happens during a request to the request.</summary>
public static class AuditApplicationBuilderExtensions
{
    /// <summary>
    /// Makes who acts, through which session, API key and client, and in the course of which request and trace ambient
    /// (<see cref="Audit.Context.AuditContext.Current"/>) for everything behind it.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Call it after <c>UseForwardedHeaders</c> (if clients come through a proxy: otherwise the proxy is recorded as the client), <c>UseRouting</c> (which a
    /// <c>WebApplication</c> puts first by itself), <c>UseSession</c> and <c>UseAuthentication</c>, and before what is to be attributed.
    /// </para>
    /// <para>
    /// Call it again after <c>UseAuthorization</c> when endpoints name authentication schemes of their own: only there the user is known. A second call does
    /// nothing unless the user or the endpoint changed since the first; one before <c>UseAuthentication</c> attributes what authentication itself does.
    /// </para>
    /// </remarks>
    /// <param name="app">The application.</param>
    /// <exception cref="InvalidOperationException"><c>AddAspNetCore()</c> was not called.</exception>
    public static IApplicationBuilder UseAudit(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        // Not resolved here: wrong options are to fail the start together, and not this call.
        if (app.ApplicationServices.GetService<IServiceProviderIsService>()?.IsService(typeof(RequestContext)) != true)
            throw new InvalidOperationException("UseAudit needs the audit services: call services.AddAudit().AddAspNetCore() first.");
        return app.UseMiddleware<AuditMiddleware>();
    }
}
