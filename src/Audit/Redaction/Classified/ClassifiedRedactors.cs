using System.Collections.Frozen;
using Microsoft.Extensions.Compliance.Classification;
using Microsoft.Extensions.Compliance.Redaction;
using Microsoft.Extensions.Options;

namespace Audit.Redaction.Classified;

/// <summary>Finds the redactor of a classification. What is not known is erased.</summary>
internal sealed class ClassifiedRedactors
{
    private readonly FrozenDictionary<DataClassification, Redactor> _redactors;
    private readonly IRedactorProvider? _registered;

    public ClassifiedRedactors(AuditRedactionOptions options, IRedactorProvider? registered)
    {
        _registered = registered;
        var redactors = new Dictionary<DataClassification, Redactor>
        {
            [DataClassification.None] = NullRedactor.Instance,
            [DataClassification.Unknown] = ErasingRedactor.Instance,
            [AuditDataClassifications.Secret] = ErasingRedactor.Instance,
            [AuditDataClassifications.Personal] = ErasingRedactor.Instance,
            [AuditDataClassifications.Financial] = LastFourRedactor.Instance,
            [AuditDataClassifications.Public] = NullRedactor.Instance,
        };
        foreach (var configured in options.Classifications)
        {
            if (AuditDataClassifications.TryParse(configured.Name, out var classification))
                redactors[classification] = Create(configured.Redactor, classification, options);
        }

        _redactors = redactors.ToFrozenDictionary();
    }

    /// <summary>The redactor; <see cref="NullRedactor"/> for what passes.</summary>
    public Redactor Of(DataClassification classification) =>
        _redactors.TryGetValue(classification, out var redactor) ? redactor : Registered(classification);

    private Redactor Create(AuditRedactorKind kind, DataClassification classification, AuditRedactionOptions options) => kind switch
    {
        AuditRedactorKind.Hmac => new HmacRedactor(Options.Create(new HmacRedactorOptions { Key = options.HmacKey ?? "", KeyId = options.HmacKeyId })),
        AuditRedactorKind.LastFour => LastFourRedactor.Instance,
        AuditRedactorKind.Pass => NullRedactor.Instance,
        AuditRedactorKind.Registered => Registered(classification),
        _ => ErasingRedactor.Instance,
    };

    private Redactor Registered(DataClassification classification) => _registered?.GetRedactor(classification) ?? ErasingRedactor.Instance;
}
