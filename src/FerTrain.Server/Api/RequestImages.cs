using FerTrain.Core.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace FerTrain.Server.Api;

/// <summary>Holds an image of a request, still encoded.</summary>
/// <param name="Name">The name that the client gives it; null if it gives none.</param>
internal sealed record RequestImage(string? Name, byte[] Bytes);

/// <summary>Reads the images of a request into memory: its body, or the files of a form. ASP.NET's own reader of forms would write them to disk.</summary>
internal static class RequestImages
{
    private const int LongestBoundary = 70; // RFC 2046

    /// <exception cref="UserError">There is no image, or there are too many, or the form is malformed.</exception>
    public static async Task<IReadOnlyList<RequestImage>> Read(HttpRequest request, int most, CancellationToken cancel)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            return [new(Name: null, await Bytes(request.Body, cancel))];
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (boundary is not { Length: > 0 and <= LongestBoundary })
            throw new UserError($"The form's boundary has {boundary?.Length ?? 0} characters. Expected: 1 to {LongestBoundary}.");
        try
        {
            return await Files(new MultipartReader(boundary, request.Body), most, cancel);
        }
        catch (Exception error) when (error is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new UserError("The form is malformed.", error);
        }
    }

    private static async Task<IReadOnlyList<RequestImage>> Files(MultipartReader form, int most, CancellationToken cancel)
    {
        List<RequestImage> images = [];
        while (await form.ReadNextSectionAsync(cancel) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var part) || !part.IsFileDisposition()) continue;
            if (images.Count == most) throw new UserError($"The form has more than {most} images.");
            var name = part.FileNameStar.HasValue ? part.FileNameStar.Value : HeaderUtilities.RemoveQuotes(part.FileName).Value;
            images.Add(new(name, await Bytes(section.Body, cancel)));
        }

        return images.Count > 0 ? images : throw new UserError("The form has no file. Expected: one JPEG or PNG image, or several.");
    }

    private static async Task<byte[]> Bytes(Stream body, CancellationToken cancel)
    {
        using var memory = new MemoryStream();
        await body.CopyToAsync(memory, cancel);
        return memory.ToArray();
    }
}
