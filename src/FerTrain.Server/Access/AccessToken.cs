using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace FerTrain.Server.Access;

/// <summary>A secret that a client shows: in the printed URL, which a browser exchanges for a cookie, or as a bearer token.</summary>
internal sealed class AccessToken
{
    public const string Parameter = "token";
    private const int Bytes = 32;
    private const string Scheme = "Bearer ";

    private readonly byte[] _hash;

    public AccessToken()
    {
        Text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
        _hash = Hash(Text);
    }

    public string Text { get; }

    /// <summary>Names the cookie of this server: a browser sends the cookies of all ports of a host.</summary>
    public static string Cookie(HttpRequest request) => $"fertrain_token_{request.Host.Port}";

    /// <summary>Whether the URL has the token.</summary>
    public bool IsInUrl(HttpRequest request) => Equals(request.Query[Parameter]);

    /// <summary>Whether the cookie or the header has the token.</summary>
    public bool IsShown(HttpRequest request) =>
        Equals(request.Cookies[Cookie(request)])
        || (request.Headers.Authorization.ToString() is var header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && Equals(header[Scheme.Length..].Trim()));

    /// <summary>Compares in a time that tells nothing of the token, not even its length.</summary>
    private bool Equals(string? shown) => shown is not null && CryptographicOperations.FixedTimeEquals(Hash(shown), _hash);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
