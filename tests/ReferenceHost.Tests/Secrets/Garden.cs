using System.Globalization;
using System.Security.Cryptography;
using Audit.Context;

namespace ReferenceHost.Tests.Secrets;

/// <summary>Makes secrets that occur nowhere else, and remembers where each was planted.</summary>
internal sealed class Garden
{
    private readonly List<Secret> _secrets = [];
    private readonly List<string> _controls = [];

    public IReadOnlyList<Secret> Secrets => _secrets;

    /// <summary>Texts that are no secrets and must be found, one for each place: they prove that what was planted there went through.</summary>
    public IReadOnlyList<string> Controls => _controls;

    public Plot Open(PlantingPlace place) => new(place.Name, _secrets, place.LeavesEvents ? NewControl() : "");

    private string NewControl()
    {
        var control = $"control-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        _controls.Add(control);
        return control;
    }
}

/// <summary>A secret and where it was planted.</summary>
internal sealed record Secret(string Place, string Value);

/// <summary>Where secrets are planted now.</summary>
internal sealed class Plot(string place, List<Secret> secrets, string control)
{
    /// <summary>A text that is recorded, in the attribute <c>planted</c> or wherever the place records something harmless.</summary>
    public string Control => control;

    /// <summary>A word of letters and digits.</summary>
    public string Text() => Add($"Zq{RandomNumberGenerator.GetHexString(16, lowercase: true)}");

    /// <summary>A number of 17 digits.</summary>
    public string Number() => Add(RandomNumberGenerator.GetInt32(1, 10).ToString(CultureInfo.InvariantCulture) + RandomNumberGenerator.GetString("0123456789", 16));

    /// <summary>Hexadecimal digits.</summary>
    public string Hex() => Add(RandomNumberGenerator.GetHexString(24));

    /// <summary>An address of a person.</summary>
    public string Email() => $"{Text()}@example.com";

    /// <summary>Makes the control ambient for what is recorded without a request.</summary>
    public AuditContextScope Enter() => AuditContext.Push(AuditContext.Background with
    {
        Actor = AuditActor.Service("gardener"),
        HttpRoute = "/secrets",
        Attributes = [new("planted", control), new("session_token", Text())],
    });

    private string Add(string value)
    {
        secrets.Add(new Secret(place, value));
        return value;
    }
}
