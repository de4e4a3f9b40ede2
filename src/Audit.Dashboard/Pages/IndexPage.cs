using System.Text;
using System.Text.Encodings.Web;
using Audit.Dashboard.Assets;
using Audit.GraphQL.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Audit.Dashboard.Pages;

/// <summary>The page that starts the application in the browser, below whatever path it is reached by.</summary>
internal sealed class IndexPage(DashboardAssets assets, IOptionsMonitor<AuditDashboardOptions> options)
{
    private readonly Lazy<string> _template = new(() => Encoding.UTF8.GetString(assets.Read("index.html")));

    public Task WriteAsync(HttpContext context, string root)
    {
        var nonce = PageHeaders.CreateNonce();
        PageHeaders.Apply(context.Response, nonce);
        var pathBase = context.Request.PathBase.Value ?? "";
        var current = options.CurrentValue;
        var html = _template.Value
            .Replace("__BASE__", Encode($"{pathBase}{root.TrimEnd('/')}/"), StringComparison.Ordinal)
            .Replace("__GRAPHQL__", Encode(pathBase + current.GraphQLPath), StringComparison.Ordinal)
            .Replace("__HEALTH__", current.HealthPath.Length == 0 ? "" : Encode(pathBase + current.HealthPath), StringComparison.Ordinal)
            .Replace("__SIGN_IN__", Encode(SignInAddress(current.SignInUrl, pathBase, $"{pathBase}{root.TrimEnd('/')}/")), StringComparison.Ordinal)
            .Replace("__NONCE__", nonce, StringComparison.Ordinal);
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(html, context.RequestAborted);
    }

    internal static string SignInAddress(string url, string pathBase, string page) =>
        (url.StartsWith('/') ? pathBase + url : url).Replace(AuditDashboardOptions.ReturnUrlPlace, Uri.EscapeDataString(page), StringComparison.Ordinal);

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
