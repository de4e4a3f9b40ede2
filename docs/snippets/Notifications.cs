using Audit.Notifying;

namespace Audit.Snippets;

internal sealed class MailNotifier : IAuditNotifier
{
    public string Name => "mail";

    public ValueTask NotifyAsync(AuditNotification notification, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

internal static class Notifications
{
    public static void Register(WebApplicationBuilder builder)
    {
        builder.AddAudit()
            .AddWebhookNotifier("on-call", webhook =>
            {
                webhook.Url = new Uri("https://hooks.example.com/audit");
                webhook.Secret = builder.Configuration["OnCall:Secret"];
            })
            .AddNotifier<MailNotifier>();   // one of your own
    }

    public static void Receive(WebApplication app, string secret)
    {
        app.MapPost("/audit", async (HttpRequest request, TimeProvider time) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            return AuditSignature.IsValid(request.Headers["X-Audit-Signature"].ToString(), body.ToArray(), secret, time.GetUtcNow())
                ? Results.NoContent()
                : Results.Unauthorized();
        });
    }
}
