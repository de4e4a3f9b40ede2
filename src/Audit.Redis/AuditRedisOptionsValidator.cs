using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Audit.Redis;

internal sealed class AuditRedisOptionsValidator : IValidateOptions<AuditRedisOptions>
{
    private const int MaxPrefixLength = 200;

    private static readonly TimeSpan LeastTimeout = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MostTimeout = TimeSpan.FromSeconds(30);

    public ValidateOptionsResult Validate(string? name, AuditRedisOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        // The messages must not repeat the password.
        if (string.IsNullOrWhiteSpace(options.ConnectionString))
            errors.AddError($"{AuditRedisOptions.SectionName}:{nameof(options.ConnectionString)} is empty. It must name a server, for example localhost:6379.");
        else if (!IsConnectionString(options.ConnectionString))
            errors.AddError($"{AuditRedisOptions.SectionName}:{nameof(options.ConnectionString)} is none of StackExchange.Redis. Expected for example localhost:6379,password=…");
        if (options.KeyPrefix is { Length: > MaxPrefixLength })
            errors.AddError($"{AuditRedisOptions.SectionName}:{nameof(options.KeyPrefix)} is longer than {MaxPrefixLength} characters.");
        if (options.Timeout < LeastTimeout || options.Timeout > MostTimeout)
            errors.AddError($"{AuditRedisOptions.SectionName}:{nameof(options.Timeout)} is {options.Timeout}. Allowed: {LeastTimeout} to {MostTimeout}.");
        return errors.Build();
    }

    private static bool IsConnectionString(string text)
    {
        try
        {
            return ConfigurationOptions.Parse(text).EndPoints.Count > 0;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            return false;
        }
    }
}
