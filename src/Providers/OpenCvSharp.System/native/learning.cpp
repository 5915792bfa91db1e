// Support vectors, nearest neighbours and random forests.
#include <opencv2/ml.hpp>

#include <string>
#include <vector>

#include "guard.h"

using cv::Ptr;
using cv::ml::DTrees;
using cv::ml::KNearest;
using cv::ml::RTrees;
using cv::ml::StatModel;
using cv::ml::SVM;
using fer::as;
using fer::guard;
using fer::mat;
using fer::own;

namespace {

using Model = Ptr<StatModel>;

StatModel& model(const void* handle) { return *as<Model>(handle); }

template <class T>
T& kind(const void* handle) {
  return dynamic_cast<T&>(model(handle));
}

template <class Make>
void* make(int32_t kind, Make&& of) {
  switch (kind) {
    case FER_SVM: return own<Model>(of(SVM::create()));
    case FER_NEAREST: return own<Model>(of(KNearest::create()));
    default: return own<Model>(of(RTrees::create()));
  }
}

template <class T>
Ptr<T> parsed(const Ptr<T>& empty, const std::string& text, int flags) {
  const cv::FileStorage storage(text, cv::FileStorage::READ | flags);
  CV_Assert(storage.isOpened());
  empty->read(storage.getFirstTopLevelNode());
  return empty;
}

double get(const void* handle, int32_t setting) {
  switch (setting) {
    case FER_SVM_TYPE: return kind<SVM>(handle).getType();
    case FER_SVM_KERNEL: return kind<SVM>(handle).getKernelType();
    case FER_SVM_C: return kind<SVM>(handle).getC();
    case FER_SVM_GAMMA: return kind<SVM>(handle).getGamma();
    case FER_SVM_NU: return kind<SVM>(handle).getNu();
    case FER_SVM_P: return kind<SVM>(handle).getP();
    case FER_SVM_DEGREE: return kind<SVM>(handle).getDegree();
    case FER_SVM_COEF0: return kind<SVM>(handle).getCoef0();
    case FER_NEAREST_K: return kind<KNearest>(handle).getDefaultK();
    case FER_NEAREST_CLASSIFIER: return kind<KNearest>(handle).getIsClassifier();
    case FER_NEAREST_EMAX: return kind<KNearest>(handle).getEmax();
    case FER_NEAREST_ALGORITHM: return kind<KNearest>(handle).getAlgorithmType();
    case FER_FOREST_CATEGORIES: return kind<RTrees>(handle).getMaxCategories();
    case FER_FOREST_DEPTH: return kind<RTrees>(handle).getMaxDepth();
    case FER_FOREST_SAMPLES: return kind<RTrees>(handle).getMinSampleCount();
    case FER_FOREST_FOLDS: return kind<RTrees>(handle).getCVFolds();
    case FER_FOREST_SURROGATES: return kind<RTrees>(handle).getUseSurrogates();
    case FER_FOREST_1SE: return kind<RTrees>(handle).getUse1SERule();
    case FER_FOREST_TRUNCATE: return kind<RTrees>(handle).getTruncatePrunedTree();
    case FER_FOREST_REGRESSION: return kind<RTrees>(handle).getRegressionAccuracy();
    case FER_FOREST_IMPORTANCE: return kind<RTrees>(handle).getCalculateVarImportance();
    default: return kind<RTrees>(handle).getActiveVarCount();
  }
}

void set(void* handle, int32_t setting, double value) {
  const auto whole = cv::saturate_cast<int>(value);
  switch (setting) {
    case FER_SVM_TYPE: return kind<SVM>(handle).setType(whole);
    case FER_SVM_KERNEL: return kind<SVM>(handle).setKernel(whole);
    case FER_SVM_C: return kind<SVM>(handle).setC(value);
    case FER_SVM_GAMMA: return kind<SVM>(handle).setGamma(value);
    case FER_SVM_NU: return kind<SVM>(handle).setNu(value);
    case FER_SVM_P: return kind<SVM>(handle).setP(value);
    case FER_SVM_DEGREE: return kind<SVM>(handle).setDegree(value);
    case FER_SVM_COEF0: return kind<SVM>(handle).setCoef0(value);
    case FER_NEAREST_K: return kind<KNearest>(handle).setDefaultK(whole);
    case FER_NEAREST_CLASSIFIER: return kind<KNearest>(handle).setIsClassifier(whole != 0);
    case FER_NEAREST_EMAX: return kind<KNearest>(handle).setEmax(whole);
    case FER_NEAREST_ALGORITHM: return kind<KNearest>(handle).setAlgorithmType(whole);
    case FER_FOREST_CATEGORIES: return kind<RTrees>(handle).setMaxCategories(whole);
    case FER_FOREST_DEPTH: return kind<RTrees>(handle).setMaxDepth(whole);
    case FER_FOREST_SAMPLES: return kind<RTrees>(handle).setMinSampleCount(whole);
    case FER_FOREST_FOLDS: return kind<RTrees>(handle).setCVFolds(whole);
    case FER_FOREST_SURROGATES: return kind<RTrees>(handle).setUseSurrogates(whole != 0);
    case FER_FOREST_1SE: return kind<RTrees>(handle).setUse1SERule(whole != 0);
    case FER_FOREST_TRUNCATE: return kind<RTrees>(handle).setTruncatePrunedTree(whole != 0);
    case FER_FOREST_REGRESSION: return kind<RTrees>(handle).setRegressionAccuracy(static_cast<float>(value));
    case FER_FOREST_IMPORTANCE: return kind<RTrees>(handle).setCalculateVarImportance(whole != 0);
    default: return kind<RTrees>(handle).setActiveVarCount(whole);
  }
}

static_assert(sizeof(DTrees::Node) == 32 && sizeof(DTrees::Split) == 24, "nodes and splits are lent as they lie in their vectors");

template <class T, class Item>
void lend(const std::vector<T>& items, const Item** first, int64_t* count) {
  *first = items.data();
  *count = static_cast<int64_t>(items.size());
}

}  // namespace

int32_t fer_model_new(int32_t kind, void** result) noexcept {
  return guard([&] { *result = make(kind, [](auto empty) { return empty; }); });
}

int32_t fer_model_load(int32_t kind, const char* file, void** result) noexcept {
  return guard([&] { *result = make(kind, [&](auto empty) { return parsed(empty, file, 0); }); });
}

int32_t fer_model_parse(int32_t kind, const char* text, void** result) noexcept {
  return guard([&] { *result = make(kind, [&](auto empty) { return parsed(empty, text, cv::FileStorage::MEMORY); }); });
}

int32_t fer_model_save(const void* handle, const char* file) noexcept {
  return guard([&] { model(handle).save(file); });
}

int32_t fer_model_get(const void* handle, int32_t setting, double* value) noexcept {
  return guard([&] { *value = get(handle, setting); });
}

int32_t fer_model_set(void* handle, int32_t setting, double value) noexcept {
  return guard([&] { set(handle, setting, value); });
}

int32_t fer_model_criteria(const void* handle, fer_criteria* criteria) noexcept {
  return guard([&] {
    const auto* svm = dynamic_cast<SVM*>(&model(handle));
    const auto now = svm ? svm->getTermCriteria() : kind<RTrees>(handle).getTermCriteria();
    *criteria = {now.type, now.maxCount, now.epsilon};
  });
}

int32_t fer_model_set_criteria(void* handle, fer_criteria criteria) noexcept {
  return guard([&] {
    const cv::TermCriteria wanted(criteria.type, criteria.count, criteria.epsilon);
    if (auto* svm = dynamic_cast<SVM*>(&model(handle)))
      svm->setTermCriteria(wanted);
    else
      kind<RTrees>(handle).setTermCriteria(wanted);
  });
}

int32_t fer_model_weights(const void* handle, void** result) noexcept {
  return guard([&] {
    const auto* svm = dynamic_cast<SVM*>(&model(handle));
    *result = own<cv::Mat>(svm ? svm->getClassWeights() : kind<RTrees>(handle).getPriors());
  });
}

int32_t fer_model_set_weights(void* handle, const void* weights) noexcept {
  return guard([&] {
    if (auto* svm = dynamic_cast<SVM*>(&model(handle)))
      svm->setClassWeights(mat(weights));
    else
      kind<RTrees>(handle).setPriors(mat(weights));
  });
}

int32_t fer_model_train(void* handle, const void* samples, int32_t layout, const void* responses, int32_t* trained) noexcept {
  return guard([&] { *trained = model(handle).train(mat(samples), layout, mat(responses)); });
}

int32_t fer_model_predict(const void* handle, const void* samples, void* results, int32_t flags, float* first) noexcept {
  return guard([&] {
    *first = results ? model(handle).predict(mat(samples), mat(results), flags)
                     : model(handle).predict(mat(samples), cv::noArray(), flags);
  });
}

int32_t fer_model_is_trained(const void* handle, int32_t* trained) noexcept {
  return guard([&] { *trained = model(handle).isTrained(); });
}

int32_t fer_model_variables(const void* handle, int32_t* count) noexcept {
  return guard([&] { *count = model(handle).getVarCount(); });
}

int32_t fer_nearest_find(const void* handle, const void* samples, int32_t k, void* results, void* neighbors,
                         void* distances, float* first) noexcept {
  return guard([&] {
    cv::Mat unwanted_neighbors, unwanted_distances;
    *first = kind<KNearest>(handle).findNearest(mat(samples), k, mat(results),
                                                neighbors ? mat(neighbors) : unwanted_neighbors,
                                                distances ? mat(distances) : unwanted_distances);
  });
}

int32_t fer_svm_support_vectors(const void* handle, void** result) noexcept {
  return guard([&] { *result = own<cv::Mat>(kind<SVM>(handle).getSupportVectors()); });
}

int32_t fer_svm_decision(const void* handle, int32_t index, void* weights, void* vectors, double* offset) noexcept {
  return guard([&] { *offset = kind<SVM>(handle).getDecisionFunction(index, mat(weights), mat(vectors)); });
}

int32_t fer_forest_importance(const void* handle, void** result) noexcept {
  return guard([&] { *result = own<cv::Mat>(kind<RTrees>(handle).getVarImportance()); });
}

int32_t fer_trees_roots(const void* handle, const int32_t** roots, int64_t* count) noexcept {
  return guard([&] { lend(kind<DTrees>(handle).getRoots(), roots, count); });
}

int32_t fer_trees_nodes(const void* handle, const void** nodes, int64_t* count) noexcept {
  return guard([&] { lend(kind<DTrees>(handle).getNodes(), nodes, count); });
}

int32_t fer_trees_splits(const void* handle, const void** splits, int64_t* count) noexcept {
  return guard([&] { lend(kind<DTrees>(handle).getSplits(), splits, count); });
}

void fer_model_release(void* handle) noexcept { fer::release<Model>(handle); }
