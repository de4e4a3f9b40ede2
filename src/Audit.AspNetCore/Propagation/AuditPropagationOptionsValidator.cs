using System.Text.RegularExpressions;
using Audit.AspNetCore.Attribution;
using Microsoft.Extensions.Options;

namespace Audit.AspNetCore.Propagation;

internal sealed partial class AuditPropagationOptionsValidator : IValidateOptions<AuditPropagationOptions>
{
    private const int LeastKeyBytes = 32;

    public ValidateOptionsResult Validate(string? name, AuditPropagationOptions options)
    {
        const string section = AuditPropagationOptions.SectionName;
        var errors = new ValidateOptionsResultBuilder();
        if (options.Keys.Count == 0)
            errors.AddError($"{section}:Keys is empty. Propagation needs a secret that the applications share: set {section}:Keys:0:Id and :Key.");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < options.Keys.Count; i++)
        {
            if (!IdPattern().IsMatch(options.Keys[i].Id))
                errors.AddError($"{section}:Keys:{i}:Id is '{options.Keys[i].Id}'. Allowed: 1 to 16 letters, digits, - or _.");
            else if (!ids.Add(options.Keys[i].Id))
                errors.AddError($"{section}:Keys:{i}:Id is '{options.Keys[i].Id}', as is that of an earlier key. Ids must be unique.");
            // The message must not repeat the secret.
            if (SessionHasher.DecodeKey(options.Keys[i].Key) is not { Length: >= LeastKeyBytes })
                errors.AddError($"{section}:Keys:{i}:Key must be base64 of {LeastKeyBytes} bytes or more, for example the output of: openssl rand -base64 32");
        }

        if (options.Lifetime < TimeSpan.FromSeconds(1) || options.Lifetime > TimeSpan.FromHours(1))
            errors.AddError($"{section}:Lifetime is {options.Lifetime}. Allowed: 00:00:01 to 01:00:00.");
        if (options.ClockSkew < TimeSpan.Zero || options.ClockSkew > TimeSpan.FromHours(1))
            errors.AddError($"{section}:ClockSkew is {options.ClockSkew}. Allowed: 00:00:00 to 01:00:00.");
        return errors.Build();
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,16}\z")]
    private static partial Regex IdPattern();
}
