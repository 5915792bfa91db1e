using System.ComponentModel;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Server.Inference;
using FerTrain.Vision;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FerTrain.Server.Api;

/// <summary>Answers <c>POST /api/predict</c>: the faces of one image or several.</summary>
internal static class PredictEndpoint
{
    /// <summary>The name of the limits that the endpoint has.</summary>
    public const string Policy = "predict";

    public static void Map(IEndpointRouteBuilder routes, FaceService service, ServerLimits limits) =>
        routes.MapPost("/api/predict", (
                [Description("How faces are found: haar searches for them, camera only for large ones, whole takes the image as one face.")]
                string? faces,
                HttpContext context) =>
                    Predict(context, service, limits, faces))
            .WithSummary("Finds and classifies the faces of JPEG or PNG images: one as the body, or several as the files of a form.")
            .Accepts<Stream>("image/jpeg", "image/png", "multipart/form-data", "*/*") // curl calls every body a form
            .Produces<PredictAnswer>()
            .Produces<Refusal>(StatusCodes.Status400BadRequest)
            .Produces<Refusal>(StatusCodes.Status413PayloadTooLarge)
            .Produces<Refusal>(StatusCodes.Status503ServiceUnavailable)
            .RequireRateLimiting(Policy)
            .WithRequestTimeout(Policy);

    private static async Task<IResult> Predict(HttpContext context, FaceService service, ServerLimits limits, string? faces)
    {
        var mode = faces is null ? FaceMode.Haar : EnumName.Parse<FaceMode>("value of faces", faces);
        var cancel = context.RequestAborted;
        var images = await RequestImages.Read(context.Request, limits.Images, cancel);
        var outcomes = await Task.WhenAll(images.Select(image => Outcome(image, service, mode, cancel)));
        var answer = new PredictAnswer([.. outcomes.Select(outcome => outcome.Image).OfType<ImageAnswer>()], [.. outcomes.Select(outcome => outcome.Error).OfType<ImageError>()]);
        return answer switch
        {
            { Images: [], Errors: [var only] } => Results.BadRequest(Refusal.Of(only.Message)),
            { Images: [] } => Results.BadRequest(Refusal.Of(string.Join(' ', answer.Errors.Select(error => $"{error.Path}: {error.Message}")))),
            _ => Results.Ok(answer),
        };
    }

    private static async Task<(ImageAnswer? Image, ImageError? Error)> Outcome(RequestImage image, FaceService service, FaceMode mode, CancellationToken cancel)
    {
        var name = image.Name is null ? null : Printable.Line(image.Name);
        try
        {
            return (ImageAnswer.Of(await service.Predict(image.Bytes, name, mode, cancel), new ExpressionNames(service.ClassNames)), null);
        }
        catch (UserError error)
        {
            return (null, new(name, Printable.Line(error.Message)));
        }
    }
}

/// <summary>Holds the images that were predicted, and those that could not be, as <c>predict --json</c> does.</summary>
internal sealed record PredictAnswer(IReadOnlyList<ImageAnswer> Images, IReadOnlyList<ImageError> Errors);

/// <summary>Says why an image could not be predicted.</summary>
internal sealed record ImageError(string? Path, string Message);
