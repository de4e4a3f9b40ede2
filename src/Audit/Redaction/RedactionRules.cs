using Audit.Hosting;
using Audit.Redaction.Classified;
using Microsoft.Extensions.Compliance.Redaction;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Audit.Redaction;

/// <summary>Checks what attributes cannot: that every classification has a redactor that works. No message repeats a secret.</summary>
internal sealed class RedactionRules(IServiceProvider services) : IValidateOptions<AuditOptions>
{
    private const string Key = "Audit:Redaction";
    private const int LeastKeyBytes = 32;

    public ValidateOptionsResult Validate(string? name, AuditOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        var redaction = options.Redaction;
        for (var i = 0; i < redaction.Classifications.Count; i++)
            Check(redaction.Classifications[i], $"{Key}:Classifications:{i}", redaction, errors);

        if (!string.IsNullOrEmpty(redaction.HmacKey) && !IsKey(redaction.HmacKey))
            errors.AddError($"{Key}:HmacKey must be base64 of {LeastKeyBytes} bytes or more, for example the output of: openssl rand -base64 {LeastKeyBytes}");
        if (redaction.HmacKeyId is < 0)
            errors.AddError($"{Key}:HmacKeyId is {redaction.HmacKeyId}. Allowed: 0 or more.");
        return errors.Build();
    }

    private void Check(AuditDataClassificationOptions configured, string key, AuditRedactionOptions options, ValidateOptionsResultBuilder errors)
    {
        if (!AuditDataClassifications.TryParse(configured.Name, out var classification))
        {
            errors.AddError($"{key}:Name is '{configured.Name}'. Allowed: Secret, Personal, Financial, Public, or Taxonomy:Name of another taxonomy.");
            return;
        }

        if (!Enum.IsDefined(configured.Redactor))
            errors.AddError($"{key}:Redactor is {configured.Redactor}. Allowed: {string.Join(", ", Enum.GetNames<AuditRedactorKind>())}.");
        if (classification == AuditDataClassifications.Secret && configured.Redactor is AuditRedactorKind.Pass or AuditRedactorKind.LastFour)
            errors.AddError($"{key}:Redactor is {configured.Redactor}. Allowed for Secret: Erase, Hmac, Registered.");
        if (configured.Redactor == AuditRedactorKind.Hmac && string.IsNullOrEmpty(options.HmacKey))
            errors.AddError($"{Key}:HmacKey is missing, since {key} records {configured.Name} as Hmac. Set it to base64 of {LeastKeyBytes} bytes or more, for example the output of: openssl rand -base64 {LeastKeyBytes}");
        if (configured.Redactor == AuditRedactorKind.Registered && services.GetService<IRedactorProvider>() is null)
            errors.AddError($"{key}:Redactor is Registered, but the application has registered no redactors. Register one by services.AddRedaction(…).");
    }

    private static bool IsKey(string key)
    {
        var bytes = new byte[key.Length];
        return Convert.TryFromBase64String(key, bytes, out var written) && written >= LeastKeyBytes;
    }
}
