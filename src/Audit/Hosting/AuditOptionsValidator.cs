using Microsoft.Extensions.Options;

namespace Audit.Hosting;

/// <summary>Checks each option by its attributes.</summary>
[OptionsValidator]
internal sealed partial class AuditOptionsValidator : IValidateOptions<AuditOptions>;

/// <summary>Checks what concerns several options.</summary>
internal sealed class AuditOptionsRules : IValidateOptions<AuditOptions>
{
    public ValidateOptionsResult Validate(string? name, AuditOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        var delivery = options.Delivery;
        if (delivery.FirstDelay > delivery.LongestDelay)
            errors.AddError($"Audit:Delivery:FirstDelay ({delivery.FirstDelay}) must not be longer than Audit:Delivery:LongestDelay ({delivery.LongestDelay}).");
        if (delivery.FirstBreak > delivery.LongestBreak)
            errors.AddError($"Audit:Delivery:FirstBreak ({delivery.FirstBreak}) must not be longer than Audit:Delivery:LongestBreak ({delivery.LongestBreak}).");
        if (options.Batch.MaxBytes > delivery.MaxQueuedBytes)
            errors.AddError($"Audit:Batch:MaxBytes ({options.Batch.MaxBytes}) must not be larger than Audit:Delivery:MaxQueuedBytes ({delivery.MaxQueuedBytes}).");
        CheckSpool(options, errors);

        return errors.Build();
    }

    private static void CheckSpool(AuditOptions options, ValidateOptionsResultBuilder errors)
    {
        const int segments = 4;
        const int mostClasses = 256;
        var spool = options.Spool;
        if (spool.MaxBytes < segments * (long)spool.SegmentBytes)
            errors.AddError($"Audit:Spool:MaxBytes ({spool.MaxBytes}) must be {segments} times Audit:Spool:SegmentBytes ({spool.SegmentBytes}) at least.");
        if (spool.Enabled && options.Batch.MaxBytes > spool.MaxBytes / segments)
            errors.AddError($"Audit:Batch:MaxBytes ({options.Batch.MaxBytes}) must not be larger than a quarter of Audit:Spool:MaxBytes ({spool.MaxBytes}).");
        if (spool.Enabled && options.Retention.Classes.Count > mostClasses)
            errors.AddError($"Audit:Retention:Classes has {options.Retention.Classes.Count} classes. Allowed with Audit:Spool:Enabled: {mostClasses}.");
    }
}
