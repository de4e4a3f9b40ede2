using Audit.AspNetCore.Attribution;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Audit.AspNetCore.Sessions;

/// <summary>How sessions are watched; section <c>Audit:AspNetCore:Sessions</c>.</summary>
public sealed class AuditSessionOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Audit:AspNetCore:Sessions";

    /// <summary>The time without a request after which a session counts as expired, one second to 30 days. Default: 20 minutes.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(20);

    /// <summary>
    /// The number of sessions that a process watches at a time, 1 to 10,000,000. Further ones are attributed but not watched until others have ended;
    /// how many is logged. Default: 100,000.
    /// </summary>
    public int MaxTracked { get; set; } = 100_000;
}

internal sealed class AuditSessionOptionsValidator : IValidateOptions<AuditSessionOptions>
{
    public ValidateOptionsResult Validate(string? name, AuditSessionOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        if (options.IdleTimeout < TimeSpan.FromSeconds(1) || options.IdleTimeout > TimeSpan.FromDays(30))
            errors.AddError($"{AuditSessionOptions.SectionName}:{nameof(options.IdleTimeout)} is {options.IdleTimeout}. Allowed: 00:00:01 to 30.00:00:00.");
        if (options.MaxTracked is < 1 or > 10_000_000)
            errors.AddError($"{AuditSessionOptions.SectionName}:{nameof(options.MaxTracked)} is {options.MaxTracked}. Allowed: 1 to 10000000.");
        return errors.Build();
    }
}

/// <summary>Instances that hash with keys of their own have no session in common.</summary>
internal sealed class SharedSessionKeyValidator(IServiceProviderIsService services) : IValidateOptions<AuditAspNetCoreOptions>
{
    public ValidateOptionsResult Validate(string? name, AuditAspNetCoreOptions options) =>
        string.IsNullOrEmpty(options.SessionKey) && services.IsService(typeof(ISharedSessions))
            ? ValidateOptionsResult.Fail(
                $"{AuditAspNetCoreOptions.SectionName}:{nameof(options.SessionKey)} is not set, but sessions are shared by instances. Set it to the same value in all of them: base64 of 16 bytes or more, for example the output of: openssl rand -base64 32")
            : ValidateOptionsResult.Success;
}
