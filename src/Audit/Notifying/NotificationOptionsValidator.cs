using Audit.Hosting;
using Microsoft.Extensions.Options;

namespace Audit.Notifying;

/// <summary>The rules for notifications that no attribute can express. Its messages hold neither secrets nor addresses, which may contain some.</summary>
internal sealed class NotificationOptionsValidator : IValidateOptions<AuditOptions>
{
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, AuditOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        var notifications = options.Notifications;
        if (notifications.FirstDelay > notifications.LongestDelay)
            errors.AddError($"Audit:Notifications:FirstDelay ({notifications.FirstDelay}) must not be longer than Audit:Notifications:LongestDelay ({notifications.LongestDelay}).");

        // The log's own name is taken.
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { LogNotifier.NotifierName };
        for (var i = 0; i < notifications.Webhooks.Count; i++)
        {
            var webhook = notifications.Webhooks[i];
            var key = $"Audit:Notifications:Webhooks:{i}";
            if (string.IsNullOrWhiteSpace(webhook.Name) || !names.Add(webhook.Name))
                errors.AddError($"{key}:Name is '{webhook.Name}'. Allowed: a name that no other notifier has.");
            if (ProblemOf(webhook) is { } problem)
                errors.AddError($"{key}:Url {problem}");
            if ((webhook.Secret?.Length ?? 0) < AuditWebhookOptions.ShortestSecret)
                errors.AddError($"{key}:Secret is missing or too short. Allowed: {AuditWebhookOptions.ShortestSecret} characters or more, for example from 'openssl rand -hex 32'.");
            if (webhook.Timeout < ShortestTimeout || webhook.Timeout > LongestTimeout)
                errors.AddError($"{key}:Timeout is {webhook.Timeout}. Allowed: {ShortestTimeout} to {LongestTimeout}.");
        }

        return errors.Build();
    }

    private static string? ProblemOf(AuditWebhookOptions webhook)
    {
        if (webhook.Url is not { IsAbsoluteUri: true } url)
            return "is missing or not absolute. Allowed: an https address.";
        if (url.UserInfo.Length > 0)
            return "carries a user's name. Allowed: an address without one; the receiver knows the sender by the signature.";
        if (url.Scheme == Uri.UriSchemeHttps)
            return null;
        if (url.Scheme != Uri.UriSchemeHttp)
            return $"has the scheme '{url.Scheme}'. Allowed: https; http to this machine.";
        return url.IsLoopback || webhook.AllowHttp
            ? null
            : "has the scheme 'http'. Allowed: https; http to this machine, or to others when AllowHttp is true.";
    }
}
