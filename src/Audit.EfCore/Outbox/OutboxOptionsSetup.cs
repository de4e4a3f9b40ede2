using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Audit.EfCore.Outbox;

/// <summary>Binds the options from their section, when the application has a configuration at all, and checks them.</summary>
internal sealed class OutboxOptionsSetup(IServiceProvider services) : IConfigureOptions<AuditOutboxOptions>, IValidateOptions<AuditOutboxOptions>
{
    public void Configure(AuditOutboxOptions options) => services.GetService<IConfiguration>()?.GetSection(AuditOutboxOptions.SectionName).Bind(options);

    public ValidateOptionsResult Validate(string? name, AuditOutboxOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        Check(nameof(options.BatchRows), options.BatchRows, 1, 10_000, errors);
        Check(nameof(options.BatchBytes), options.BatchBytes, 64 * 1024, 256 * 1024 * 1024, errors);
        Check(nameof(options.PollInterval), options.PollInterval, TimeSpan.FromSeconds(0.05), TimeSpan.FromHours(1), errors);
        Check(nameof(options.Lease), options.Lease, TimeSpan.FromSeconds(0.2), TimeSpan.FromHours(1), errors);
        return errors.Build();
    }

    private static void Check<T>(string name, T value, T least, T most, ValidateOptionsResultBuilder errors)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            errors.AddError(string.Create(CultureInfo.InvariantCulture, $"{AuditOutboxOptions.SectionName}:{name} is {value}. Allowed: {least} to {most}."));
    }
}
