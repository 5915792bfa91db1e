using System.Runtime.InteropServices;

namespace OpenCvSharp.Interop;

internal static partial class Native
{
    [LibraryImport(Library)] internal static partial int fer_model_new(ModelKind kind, out ModelHandle model);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int fer_model_load(ModelKind kind, string file, out ModelHandle model);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int fer_model_parse(ModelKind kind, string text, out ModelHandle model);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int fer_model_save(ModelHandle model, string file);

    [LibraryImport(Library)] internal static partial int fer_model_get(ModelHandle model, ModelSetting setting, out double value);
    [LibraryImport(Library)] internal static partial int fer_model_set(ModelHandle model, ModelSetting setting, double value);
    [LibraryImport(Library)] internal static partial int fer_model_criteria(ModelHandle model, out TermCriteria criteria);
    [LibraryImport(Library)] internal static partial int fer_model_set_criteria(ModelHandle model, TermCriteria criteria);
    [LibraryImport(Library)] internal static partial int fer_model_weights(ModelHandle model, out MatHandle mat);
    [LibraryImport(Library)] internal static partial int fer_model_set_weights(ModelHandle model, Mat mat);
    [LibraryImport(Library)] internal static partial int fer_model_train(ModelHandle model, Mat samples, int layout, Mat responses, out int trained);
    [LibraryImport(Library)] internal static partial int fer_model_predict(ModelHandle model, Mat samples, Mat? results, int flags, out float first);
    [LibraryImport(Library)] internal static partial int fer_model_is_trained(ModelHandle model, out int trained);
    [LibraryImport(Library)] internal static partial int fer_model_variables(ModelHandle model, out int count);

    [LibraryImport(Library)]
    internal static partial int fer_nearest_find(ModelHandle model, Mat samples, int k, Mat results, Mat? neighbors, Mat? distances, out float first);

    [LibraryImport(Library)] internal static partial int fer_svm_support_vectors(ModelHandle model, out MatHandle mat);
    [LibraryImport(Library)]
    internal static partial int fer_svm_decision(ModelHandle model, int index, Mat weights, Mat vectors, out double offset);

    [LibraryImport(Library)] internal static partial int fer_trees_roots(ModelHandle model, out nint roots, out long count);
    [LibraryImport(Library)] internal static partial int fer_trees_nodes(ModelHandle model, out nint nodes, out long count);
    [LibraryImport(Library)] internal static partial int fer_trees_splits(ModelHandle model, out nint splits, out long count);
    [LibraryImport(Library)] internal static partial int fer_forest_importance(ModelHandle model, out MatHandle mat);
    [LibraryImport(Library)] internal static partial void fer_model_release(nint model);

    [LibraryImport(Library)] internal static partial int fer_pca_new(Mat data, Mat mean, int flags, int components, out PcaHandle pca);
    [LibraryImport(Library)] internal static partial int fer_pca_retain(Mat data, Mat mean, int flags, double variance, out PcaHandle pca);
    [LibraryImport(Library)] internal static partial int fer_pca_part(PcaHandle pca, int part, out MatHandle mat);
    [LibraryImport(Library)] internal static partial int fer_pca_project(PcaHandle pca, Mat data, out MatHandle mat);
    [LibraryImport(Library)] internal static partial int fer_pca_back_project(PcaHandle pca, Mat data, out MatHandle mat);
    [LibraryImport(Library)] internal static partial void fer_pca_release(nint pca);
}
