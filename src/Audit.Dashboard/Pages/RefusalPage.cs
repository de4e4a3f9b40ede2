using System.Text.Encodings.Web;
using Audit.Dashboard.Access;
using Audit.GraphQL.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Audit.Dashboard.Pages;

/// <summary>What someone sees who is not signed in, or has no role. It needs no file that would be refused as well.</summary>
internal sealed class RefusalPage(IOptionsMonitor<AuditDashboardOptions> options)
{
    private const string Style = """
        :root{color-scheme:light dark;--bg:#f6f7f9;--fg:#16191f;--dim:#565d6b;--card:#fff;--line:#dfe2e8;--accent:#3046c4}
        @media (prefers-color-scheme:dark){:root{--bg:#0f1115;--fg:#e8eaef;--dim:#a3aab8;--card:#171a21;--line:#2a2f3a;--accent:#9fb0ff}}
        *{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--bg);color:var(--fg);font:15px/1.55 system-ui,sans-serif}
        main{max-width:30rem;background:var(--card);border:1px solid var(--line);border-radius:10px;padding:28px 32px}h1{font-size:19px;margin:0 0 12px;letter-spacing:-.01em}
        p{margin:0 0 12px;color:var(--dim)}code{font:13px ui-monospace,monospace;background:var(--bg);border:1px solid var(--line);border-radius:4px;padding:1px 5px;overflow-wrap:anywhere}
        a{color:var(--accent)}.go{display:inline-block;margin-top:4px;font-weight:600}
        """;

    public Task WriteAsync(HttpContext context)
    {
        var nonce = PageHeaders.CreateNonce();
        PageHeaders.Apply(context.Response, nonce);
        if (HttpMethods.IsHead(context.Request.Method))
            return Task.CompletedTask;

        var isUnknown = context.Response.StatusCode == StatusCodes.Status401Unauthorized;
        var pathBase = context.Request.PathBase.Value ?? "";
        var current = options.CurrentValue;
        var again = Encode($"{pathBase}{context.GetEndpoint()?.Metadata.GetMetadata<DashboardMetadata>()?.Root.TrimEnd('/')}/");
        var text = isUnknown ? HowToSignIn(IndexPage.SignInAddress(current.SignInUrl, pathBase, $"{pathBase}{context.Request.Path}{context.Request.QueryString}"), current.SignInName) : "<p>You are signed in, but have no role that may see the audit log. Ask whoever runs this application for one.</p>";
        return context.Response.WriteAsync(
            $"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{(isUnknown ? "Sign in" : "No access")} - Audit</title><style nonce="{nonce}">{Style}</style></head>
            <body><main><h1>{(isUnknown ? "Sign in to see the audit log" : "You may not see the audit log")}</h1>{text}<a class="go" href="{again}">Try again</a></main></body>
            </html>
            """,
            context.RequestAborted);
    }

    private static string HowToSignIn(string url, string name) => url.Length > 0
        ? $"""<p><a class="go" href="{Encode(url)}">Sign in{(name.Length > 0 ? " with " + Encode(name) : "")}</a></p>"""
        : """
          <p>When it starts, the application prints a sign-in link on its console: an address that ends in <code>/login?t=…</code>. Open it in this browser. It works once, and for a
          limited time; a restart prints another.</p><p>Signed in a moment ago? Try again.</p>
          """;

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
