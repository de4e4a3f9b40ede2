using System.Globalization;
using System.Security.Cryptography;

namespace Audit.Notifying;

/// <summary>
/// Signs what is sent to webhooks: <c>t=&lt;unix seconds&gt;,v1=&lt;hex HMAC-SHA256 of "t.body"&gt;</c>. The time is signed with the body, so that
/// receivers can refuse what was recorded and sent again.
/// </summary>
internal static class WebhookSignature
{
    public const string Header = "X-Audit-Signature";

    public static string Create(ReadOnlySpan<byte> secret, long unixSeconds, ReadOnlySpan<byte> body)
    {
        var time = unixSeconds.ToString(CultureInfo.InvariantCulture);
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hmac.AppendData(System.Text.Encoding.ASCII.GetBytes(time + "."));
        hmac.AppendData(body);
        return $"t={time},v1={Convert.ToHexStringLower(hmac.GetHashAndReset())}";
    }
}
